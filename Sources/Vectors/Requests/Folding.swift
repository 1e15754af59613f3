/// A result, and those behind it that are nearly the same.
public struct FoldedNeighbour: Sendable, Equatable, Codable {
    /// The one with the highest score.
    public let best: Neighbour
    /// By score, descending, then id; each nearly the same as `best`, and none as the best of a group before.
    public let others: [Neighbour]

    /// A group of results.
    public init(best: Neighbour, others: [Neighbour]) {
        self.best = best
        self.others = others
    }
}

extension VectorIndex {
    /// The nearest vectors of a query with near-identical ones folded into groups, best group first.
    ///
    /// Going through the results from the best on, each joins the first group whose best has at least `similarity` with
    /// it, or else begins a group. There are k groups whenever there are as many, however many are the same: more results
    /// are looked at until there are. Groups have those results that come before the one that would begin group k + 1.
    ///
    /// - Parameters:
    ///   - query: `dimension` numbers.
    ///   - request: its `k` is the number of groups.
    ///   - similarity: a score under the index's metric, such as 0.98 for cosines.
    public func searchFolded(
        _ query: [Float], _ request: SearchRequest, foldingAt similarity: Float
    ) throws(IndexError) -> [FoldedNeighbour] {
        try request.check(query, dimension: dimension)
        guard query.count == dimension else {
            throw .dimensionMismatch(dimension: dimension, valueCount: query.count)
        }
        var wider = request
        wider.k = min(request.k, max(count, 1))
        while true {
            // One more than wanted begins the group that ends the last one.
            wider.k = min(4 * wider.k + 1, max(count, 1))
            let found = try search(query, wider)[0]
            var fold = Fold(index: self, similarity: similarity, capacity: request.k)
            let isFull = !found.allSatisfy { fold.add($0) }
            if isFull || found.count < wider.k || wider.k >= count { return fold.groups }
        }
    }
}

/// Puts results into groups.
private struct Fold<Index: VectorIndex> {
    let index: Index
    let similarity: Float
    let capacity: Int
    private(set) var groups: [FoldedNeighbour] = []
    /// The best vector of each group.
    private var vectors: [[Float]] = []

    init(index: Index, similarity: Float, capacity: Int) {
        self.index = index
        self.similarity = similarity
        self.capacity = capacity
    }

    /// - Returns: false where it would begin one group too many.
    mutating func add(_ neighbour: Neighbour) -> Bool {
        // What was just found is stored, unless it has been found damaged since.
        guard let vector = index.vector(of: neighbour.id) else { return true }
        for (i, best) in vectors.enumerated() where best.count == vector.count {
            if Float(Kernel.best.exactScore(index.metric, best, vector)) >= similarity {
                groups[i] = FoldedNeighbour(best: groups[i].best, others: groups[i].others + [neighbour])
                return true
            }
        }
        guard groups.count < capacity else { return false }
        groups.append(FoldedNeighbour(best: neighbour, others: []))
        vectors.append(vector)
        return true
    }
}
