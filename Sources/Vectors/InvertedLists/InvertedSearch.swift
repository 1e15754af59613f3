/// One search in inverted lists for one query of a group.
struct InvertedSearch {
    let index: InvertedIndex
    let exact: FlatSearch
    let codes: QueryCodes
    let q: Int
    let threads: Int

    private var request: SearchRequest { exact.request }
    private var mapping: ListMapping { index.lists.mapping }
    private var capacity: Int { min(request.k, index.count) }

    /// - Parameters:
    ///   - unlisted: the best of the rows that are in no list.
    ///   - affinities: of the query and each centroid.
    /// - Returns: nil if the lists can't answer and an exact search is needed.
    func run(_ unlisted: TopK, _ affinities: [Float]) -> [Neighbour]? {
        guard codes.isUsable(q) else { return nil }
        var best = unlisted
        var order = ListOrder(affinities)
        var probes = probes
        var probed = 0
        while true {
            var next = order.next(probes)
            probed += next.count
            if request.minimumScore != nil { next.removeAll { !canHoldResults($0, affinities[$0]) } }
            guard probe(next, into: &best) else { return nil }
            if best.heap.count == capacity || order.isEmpty { return best.neighbours }
            // The allowed rows are elsewhere: scanning only them is faster than searching for them.
            if request.allowed != nil { return nil }
            probes = max(probed, 16)
        }
    }

    /// Number of lists to scan first. A filter leaves fewer and more distant rows in each, and more results are
    /// spread over more lists.
    private var probes: Int {
        let statistics = index.lists.statistics
        var probes = request.effort.map { min(max(1, $0), statistics.lists) } ?? statistics.probes
        if let allowed = request.allowed {
            let share = Double(index.count) / Double(max(1, allowed.count))
            probes = Int(Double(probes) * min(max(share, 1), Self.mostWidening))
        }
        let average = max(1, statistics.rows / statistics.lists)
        return min(max(probes, Self.rowsPerResult * min(capacity, index.count) / average), statistics.lists)
    }

    static let mostWidening = 4.0
    static let rowsPerResult = 4

    /// False if every row of a list scores below the minimum.
    private func canHoldResults(_ list: Int, _ affinity: Float) -> Bool {
        guard let minimum = request.minimumScore else { return true }
        let highest = mapping.centroids.highestScore(
            list, affinity: affinity, query: codes.terms[q], norm: exact.queries.norms[q])
        return !(highest < Double(minimum.nextDown))
    }

    /// Scans the rows of some lists.
    ///
    /// - Returns: false if a list is damaged.
    private func probe(_ lists: [Int], into best: inout TopK) -> Bool {
        let cutoffs = SharedCutoffs([exact.cutoff(q, best)])
        guard let survivors = survivors(lists, cutoffs) else { return false }
        exact.rescoring.rescore(survivors, query: q, into: &best)
        return true
    }

    /// The rows of some lists that can be among the best; nil if a list is damaged.
    private func survivors(_ lists: [Int], _ cutoffs: SharedCutoffs) -> [CodeScan.Survivor]? {
        let work = lists.reduce(0) { $0 + mapping.counts[$1] } * mapping.layout.stride
        guard threads > 1, work >= CodeScan.inlineLimit else { return scan(lists[...], cutoffs) }
        let found = Guarded<[CodeScan.Survivor]>([])
        let isIntact = inParallel(lists.count, share: Self.listsAtOnce, threads: threads) { part in
            guard let mine = scan(lists[part], cutoffs) else { return false }
            found.withLock { $0 += mine }
            return true
        }
        let cutoff = cutoffs[0]
        return isIntact ? found.withLock { $0 }.filter { !($0.high < cutoff) } : nil
    }

    private static let listsAtOnce = 8

    private func scan(_ lists: ArraySlice<Int>, _ cutoffs: SharedCutoffs) -> [CodeScan.Survivor]? {
        var scanner = ListScanner(self, cutoffs)
        for i in lists.indices {
            guard scanner.scan(lists[i], next: i + 1 < lists.endIndex ? lists[i + 1] : nil) else {
                return nil
            }
        }
        let cutoff = cutoffs[0]
        return scanner.survivors.filter { !($0.high < cutoff) }
    }
}

/// Lists by the distance of their centroids, nearest first; ties by number.
struct ListOrder {
    let affinities: [Float]
    private var ranked: ArraySlice<Int> = []
    private var given = 0

    init(_ affinities: [Float]) { self.affinities = affinities }

    var isEmpty: Bool { given == affinities.count }

    /// The next `count` lists.
    mutating func next(_ count: Int) -> [Int] {
        let count = min(count, affinities.count - given)
        let isFirst = given == 0
        given += count
        if isFirst { return nearest(count) }
        if ranked.isEmpty { ranked = rank()[(given - count)...] }
        defer { ranked = ranked.dropFirst(count) }
        return Array(ranked.prefix(count))
    }

    private func rank() -> [Int] {
        affinities.indices.sorted { (affinities[$0], $1) > (affinities[$1], $0) }
    }

    /// Does not sort all lists.
    private func nearest(_ count: Int) -> [Int] {
        if count * 4 > affinities.count { return Array(rank().prefix(count)) }
        var top = TopK(capacity: count)
        var toReach = -Float.infinity
        for (list, affinity) in affinities.enumerated() where affinity >= toReach {
            top.offer(TopK.Candidate(score: Double(affinity), id: Int64(list)))
            toReach = top.scoreToReach.map { Float($0) } ?? toReach
        }
        return top.sorted().map { Int($0.id) }
    }
}
