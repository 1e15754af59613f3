public import LookalikeVectors

/// What searches of a ``MemoryVectorStore`` see at one moment: every vector is compared with the query, in double
/// precision.
public struct MemoryVectorView: VectorView {
    struct Visible: Sendable {
        let reference: Int64
        let vector: [Float]
        /// Nil if they are not known.
        let labels: ImageLabels?
    }

    let metric: Metric
    public let dimension: Int
    /// By id.
    var visible: [Int64: Visible] = [:]
    /// Ids whose vectors the store does not have.
    var missing: Set<Int64> = []
    /// Whether labels are about to change.
    var hasNotes = false

    init(metric: Metric, dimension: Int) {
        self.metric = metric
        self.dimension = dimension
    }

    public var count: Int { visible.count }
    public var bytes: Int { 4 * dimension * count }
    public var memoryBytes: Int { bytes + 32 * count }
    public var damagedIDs: [Int64] { missing.sorted() }
    public var statistics: IndexStatistics {
        IndexStatistics(kind: .flat, indexed: count, recall: 1, selfRecall: 1)
    }
    public var indexProblem: String? { nil }
    public var needsUpkeep: Bool { false }
    public var labels: (any LabelView)? {
        hasNotes || visible.values.contains { $0.labels == nil } ? nil : self
    }

    public func search(_ queries: [Float], _ request: SearchRequest) async throws -> [[Neighbour]] {
        try nearest(queries, request) { _ in true }
    }

    private func nearest(
        _ queries: [Float], _ request: SearchRequest, where isWanted: (Visible) -> Bool
    ) throws -> [[Neighbour]] {
        try request.check(queries, dimension: dimension)
        return stride(from: 0, to: queries.count, by: dimension).map {
            nearest(Array(queries[$0..<$0 + dimension]), request, where: isWanted)
        }
    }

    private func nearest(
        _ query: [Float], _ request: SearchRequest, where isWanted: (Visible) -> Bool
    ) -> [Neighbour] {
        var found: [(id: Int64, score: Double)] = []
        for (id, visible) in visible {
            if request.excluded.contains(id) || !isWanted(visible) { continue }
            if let allowed = request.allowed, !allowed.contains(id) { continue }
            let score = metric.score(query, visible.vector)
            if let minimum = request.minimumScore, Float(score) < minimum { continue }
            found.append((id, score))
        }
        found.sort { $0.score > $1.score || ($0.score == $1.score && $0.id < $1.id) }
        return found.prefix(request.k).map { Neighbour(id: $0.id, score: Float($0.score)) }
    }

    public func vectors(of ids: [Int64]) async throws -> [Int64: [Float]] {
        ids.reduce(into: [:]) { $0[$1] = visible[$1]?.vector }
    }

    public func entry(of id: Int64) async throws -> VectorEntry? {
        visible[id].map { VectorEntry(id: id, reference: $0.reference) }
    }

    public func isDamaged(_ id: Int64) async throws -> Bool { missing.contains(id) }

    public func readDamaged() async throws -> [Int64] { damagedIDs }

    public func sample(_ count: Int) async throws -> [Int64] {
        let (ids, count) = (visible.keys.sorted(), min(count, visible.count))
        return (0..<count).map { ids[$0 * ids.count / count] }
    }
}

extension MemoryVectorView: LabelView {
    public func search(
        _ queries: [Float], _ request: SearchRequest, where filter: LabelFilter
    ) async throws -> [[Neighbour]] {
        try nearest(queries, request) { $0.labels.map(filter.isSatisfied) ?? false }
    }

    public func count(where filter: LabelFilter, excluding excluded: IDSet) async throws -> Int {
        visible.count { id, visible in
            !excluded.contains(id) && visible.labels.map(filter.isSatisfied) ?? false
        }
    }
}

extension Metric {
    fileprivate func score(_ a: [Float], _ b: [Float]) -> Double {
        switch self {
        case .innerProduct: return Self.dot(a, b)
        case .cosine:
            let norms = Self.dot(a, a).squareRoot() * Self.dot(b, b).squareRoot()
            return norms == 0 ? 0 : Self.dot(a, b) / norms
        case .l2:
            return zip(a, b).reduce(0) { sum, pair in
                let difference = Double(pair.0) - Double(pair.1)
                return sum - difference * difference
            }
        }
    }

    private static func dot(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
