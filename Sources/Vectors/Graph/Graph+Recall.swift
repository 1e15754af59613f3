internal import Synchronization

extension GraphIndex {
    /// The share of the k nearest rows that a search finds, on queries that are like the rows and none of them.
    /// Compared with the exact search; takes a few
    /// milliseconds a query and million rows.
    ///
    /// - Parameter effort: efSearch, or what a search takes by itself.
    public func recall(k: Int = 10, queries count: Int = 200, effort: Int? = nil) throws(IndexError)
        -> GraphStatistics
    {
        let sample = try RecallSample(self, k: k, count: count)
        return try sample.measure(self, effort: effort ?? self.effort(k: k))
    }

    /// Finds how much effort it takes to find a share of the k nearest, measures it, and keeps both with the graph, for
    /// searches that leave the effort to it. Where no effort is enough the highest is taken.
    @discardableResult
    public func tune(
        recall target: Double = 0.95, k: Int = 10, queries count: Int = 200
    ) throws(IndexError) -> GraphStatistics {
        let sample = try RecallSample(self, k: k, count: count)
        var statistics = GraphStatistics(recall: 0, k: k, effort: k, queries: 0, rows: self.count)
        for effort in Self.efforts where effort >= k || effort == Self.efforts.last {
            statistics = try sample.measure(self, effort: effort)
            if statistics.recall >= target { break }
        }
        let found = statistics
        graph.state.withLock {
            $0.tunedEffort = found.effort
            $0.statistics = found
        }
        return found
    }

    private static let efforts = [16, 24, 32, 40, 48, 64, 80, 96, 128, 192, 256, 384, 512, 768, 1024]
}

extension Graph {
    /// What the last `tune` found; nil before, and after the graph was built anew.
    public var statistics: GraphStatistics? { state.withLock { $0.statistics } }
}

/// Queries, and their nearest by exact search.
private struct RecallSample {
    let queries: [Float]
    let nearest: [[Neighbour]]
    let k: Int

    init(_ index: GraphIndex, k: Int, count: Int) throws(IndexError) {
        self.k = k
        let count = min(count, index.count)
        let exact = index.exact
        var rows: [Float] = []
        // Spread evenly over the rows.
        for i in 0..<count {
            // Damaged rows are no queries.
            if let row = try? index.snapshot.vector(at: i * index.count / count) { rows += row }
        }
        let friends = try exact.search(rows, SearchRequest(k: 2 * k + 1))
        var queries: [Float] = []
        for (i, found) in friends.enumerated() {
            let row = Array(rows[i * index.dimension..<(i + 1) * index.dimension])
            let near = index.vector(of: found[found.count / 2].id) ?? row
            let far = found.last.flatMap { index.vector(of: $0.id) } ?? row
            // The squares of the factors add up to 1, as the factors do: such a sum is spread like each of the rows.
            let mixed = row.indices.map { (2 * (row[$0] + far[$0]) - near[$0]) / 3 }
            queries += mixed.allSatisfy(\.isFinite) ? mixed : row
        }
        self.queries = queries
        nearest = try exact.search(queries, SearchRequest(k: k))
    }

    func measure(_ index: GraphIndex, effort: Int) throws(IndexError) -> GraphStatistics {
        let found = try index.search(queries, SearchRequest(k: k, effort: effort))
        var hits = 0
        var wanted = 0
        for (expected, actual) in zip(nearest, found) {
            wanted += expected.count
            // Ties are as good.
            let last = expected.last?.score ?? 0
            hits += min(expected.count, actual.filter { $0.score >= last }.count)
        }
        return GraphStatistics(
            recall: wanted == 0 ? 1 : Double(hits) / Double(wanted), k: k, effort: effort,
            queries: nearest.count, rows: index.count)
    }
}
