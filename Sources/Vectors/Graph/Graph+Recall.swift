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
    ///
    /// Stored rows have to find themselves too, all but one in a thousand. Where they don't, and where there is more reason to
    /// doubt it (copies, nodes that few links lead to, a repair), all are looked for and links are added to those that are
    /// missed; the effort rises if that is not enough.
    @discardableResult
    public func tune(
        recall target: Double = 0.95, k: Int = 10, queries count: Int = 200
    ) throws(IndexError) -> GraphStatistics {
        let efforts = Self.efforts.filter { $0 >= k || $0 == Self.efforts.last }
        let sample = try RecallSample(self, k: k, count: count)
        var found = GraphStatistics(recall: 0, k: k, effort: k, queries: 0, rows: self.count)
        for effort in efforts {
            found = try sample.measure(self, effort: effort)
            if found.recall >= target, try sample.recallOutsideClumps(self, effort: effort) >= target {
                break
            }
        }
        let stored = SelfSample(self, count: 10 * count)
        found.selfRecall = try stored.measure(self, effort: found.effort)
        if graph.state.withLock({ $0.isDoubtful }) || stored.isTooLow(found.selfRecall) {
            graph.secureAll(effort: found.effort, threads: threads)
            found.selfRecall = try stored.measure(self, effort: found.effort)
            for effort in efforts where effort > found.effort && stored.isTooLow(found.selfRecall) {
                found = try sample.measure(self, effort: effort)
                found.selfRecall = try stored.measure(self, effort: effort)
            }
        }
        let statistics = found
        graph.state.withLock {
            $0.tunedEffort = statistics.effort
            $0.statistics = statistics
        }
        return statistics
    }

    /// What is tried first where stored rows have to find themselves, which is easier than to find neighbours.
    static let shortEfforts = [16, 64]

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
    /// Which queries are near rows of no clump, where there are clumps; such a row is no easier to find for their number.
    private let outsideClumps: [Int]

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
        let between = friends.enumerated().map { i, found in
            Between(
                index, Array(rows[i * index.dimension..<(i + 1) * index.dimension]), friends: found.map(\.id))
        }
        let queries = Self.queries(between)
        self.queries = queries
        outsideClumps = Self.outsideClumps(between)
        nearest = try exact.search(queries, SearchRequest(k: k))
    }

    /// Rows of a clump have no others around them than those that are almost the same. Every second of their queries is
    /// moved as far away as those of the other rows are.
    private static func queries(_ between: [Between]) -> [Float] {
        let wide = wideLength(between)
        let others = between.filter { $0.length >= wide }
        return between.enumerated().flatMap { i, one -> [Float] in
            if one.length >= wide || i % 2 == 0 || others.isEmpty { return one.query }
            let other = others[i % others.count]
            let moved = zip(one.query, zip(other.query, other.row)).map { $0 + ($1.0 - $1.1) }
            return moved.allSatisfy(\.isFinite) ? moved : one.query
        }
    }

    /// From here on a row's neighbours are as far as those of rows outside of clumps.
    private static func wideLength(_ between: [Between]) -> Double {
        let lengths = between.map(\.length).sorted()
        return lengths.isEmpty ? 0 : lengths[lengths.count * 19 / 20] / 4
    }

    private static func outsideClumps(_ between: [Between]) -> [Int] {
        let wide = wideLength(between)
        let outside = between.indices.filter { between[$0].length >= wide }
        return outside.count == between.count ? [] : outside
    }

    /// 1 where there are no clumps.
    func recallOutsideClumps(_ index: GraphIndex, effort: Int) throws(IndexError) -> Double {
        if outsideClumps.isEmpty { return 1 }
        let dimension = index.dimension
        let some = outsideClumps.flatMap { queries[$0 * dimension..<($0 + 1) * dimension] }
        let found = try index.search(some, SearchRequest(k: k, effort: effort))
        return Self.share(of: outsideClumps.map { nearest[$0] }, in: found)
    }

    func measure(_ index: GraphIndex, effort: Int) throws(IndexError) -> GraphStatistics {
        let found = try index.search(queries, SearchRequest(k: k, effort: effort))
        return GraphStatistics(
            recall: Self.share(of: nearest, in: found), k: k, effort: effort, queries: nearest.count,
            rows: index.count)
    }

    private static func share(of nearest: [[Neighbour]], in found: [[Neighbour]]) -> Double {
        var hits = 0
        var wanted = 0
        for (expected, actual) in zip(nearest, found) {
            wanted += expected.count
            // Ties are as good.
            let last = expected.last?.score ?? 0
            hits += min(expected.count, actual.filter { $0.score >= last }.count)
        }
        return wanted == 0 ? 1 : Double(hits) / Double(wanted)
    }
}

extension Graph.State {
    /// Whether it is worth looking for every node.
    fileprivate var isDoubtful: Bool {
        let isRepaired = statistics == nil && tunedEffort != nil
        return isUneven || isRepaired || twins.count * 100 > coveredRows
    }
}

/// A query between a stored row and two of its neighbours.
private struct Between {
    let row: [Float]
    let query: [Float]
    /// The distance to the farther neighbour.
    let length: Double

    /// - Parameter friends: the nearest of the row.
    init(_ index: GraphIndex, _ row: [Float], friends: [Int64]) {
        self.row = row
        let near = friends.isEmpty ? row : index.vector(of: friends[friends.count / 2]) ?? row
        let far = friends.last.flatMap { index.vector(of: $0) } ?? row
        // The squares of the factors add up to 1, as the factors do: such a sum is spread like each of the rows.
        let mixed = row.indices.map { (2 * (row[$0] + far[$0]) - near[$0]) / 3 }
        query = mixed.allSatisfy(\.isFinite) ? mixed : row
        length = zip(row, far).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }.squareRoot()
    }
}

/// Stored rows, spread evenly over all, that have to find themselves.
private struct SelfSample {
    private let rows: [[Float]]
    private let scores: [Float]

    init(_ index: GraphIndex, count: Int) {
        let count = min(count, index.count)
        // Damaged rows find nothing.
        let rows = (0..<count).compactMap { try? index.snapshot.vector(at: $0 * index.count / count) }
        scores = rows.map { Float(index.graph.kernel.exactScore(index.metric, $0, $0)) }
        self.rows = rows
    }

    /// The share of the rows in whose place a search finds them, or one that is as near. Those that are found with less
    /// effort are not looked for again.
    func measure(_ index: GraphIndex, effort: Int) throws(IndexError) -> Double {
        var left = Array(rows.indices)
        for effort in GraphIndex.shortEfforts.filter({ $0 < effort }) + [effort] where !left.isEmpty {
            let found = try index.search(
                Array(left.map { rows[$0] }.joined()), SearchRequest(k: 1, effort: effort))
            left = zip(left, found).filter { ($1.first?.score ?? -.infinity) < scores[$0] }.map(\.0)
        }
        return rows.isEmpty ? 1 : 1 - Double(left.count) / Double(rows.count)
    }

    /// Fewer than all but one in a thousand; of a sample that is too small to tell, all.
    func isTooLow(_ share: Double?) -> Bool {
        share.map { (1 - $0) * Double(rows.count) > max(0.5, Double(rows.count) / 2_000) } ?? false
    }
}
