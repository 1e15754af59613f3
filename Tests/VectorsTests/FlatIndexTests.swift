import LookalikeVectors
import Testing

@Suite(.timeLimit(.minutes(10))) struct FlatIndexTests {
    let scratch: Scratch
    let snapshot: VectorSnapshot
    let rows: [Float]
    let queries: [Float]
    let dimension = 40

    init() throws {
        var random = Random(20)
        rows = random.gaussians(3000 * dimension)
        queries = random.gaussians(9 * dimension)
        scratch = try Scratch()
        snapshot = try makeSnapshot(rows, dimension: dimension, in: scratch)
    }

    var query: [Float] { Array(queries[..<dimension]) }

    func search(_ request: SearchRequest, metric: Metric = .cosine) throws -> [Neighbour] {
        try FlatIndex(snapshot, metric: metric).search(query, request)[0]
    }

    @Test func describesItself() {
        let index: any VectorIndex = FlatIndex(snapshot, metric: .l2)
        #expect(index.dimension == dimension && index.count == 3000 && index.metric == .l2)
        #expect(index.vector(of: 17) == Array(rows[17 * dimension..<18 * dimension]))
        #expect(index.vector(of: 3000) == nil && index.vector(of: -1) == nil)
    }

    @Test(arguments: Metric.allCases) func smallerKIsAPrefix(_ metric: Metric) throws {
        let all = try search(SearchRequest(k: .max), metric: metric)
        #expect(all.count == 3000)
        for k in [1, 2, 5, 15, 100, 1000, 2999, 3000, 3001] {
            #expect(try search(SearchRequest(k: k), metric: metric) == Array(all.prefix(k)))
        }
    }

    @Test(arguments: Metric.allCases) func batchEqualsSingles(_ metric: Metric) throws {
        let batch = try FlatIndex(snapshot, metric: metric).search(queries, SearchRequest(k: 12))
        #expect(batch.count == 9)
        for (i, found) in batch.enumerated() {
            let one = Array(queries[i * dimension..<(i + 1) * dimension])
            #expect(try FlatIndex(snapshot, metric: metric).search(one, SearchRequest(k: 12)) == [found])
        }
    }

    /// More queries than share one pass.
    @Test func largeBatch() throws {
        let many = Array(repeating: queries, count: 40).flatMap { $0 }
        let found = try FlatIndex(snapshot, metric: .innerProduct).search(many, SearchRequest(k: 3))
        let few = try FlatIndex(snapshot, metric: .innerProduct).search(queries, SearchRequest(k: 3))
        #expect(found == Array(repeating: few, count: 40).flatMap { $0 })
    }

    @Test func threadsDoNotMatter() throws {
        let expected = try FlatIndex(snapshot, metric: .cosine, threads: 1).search(
            queries, SearchRequest(k: 50))
        for threads in [2, 3, 5, 16] {
            let index = FlatIndex(snapshot, metric: .cosine, threads: threads)
            #expect(try index.search(queries, SearchRequest(k: 50)) == expected)
        }
    }

    @Test func concurrentSearches() async throws {
        let expected = try search(SearchRequest(k: 10))
        try await withThrowingTaskGroup(of: [Neighbour].self) { group in
            let index = FlatIndex(snapshot, metric: .cosine)
            for _ in 0..<20 {
                group.addTask { [query] in try index.search(query, SearchRequest(k: 10))[0] }
            }
            for try await found in group { #expect(found == expected) }
        }
    }

    /// Sets from one id to all, scattered and dense, known and unknown.
    @Test(arguments: [0, 1, 7, 100, 188, 700, 2999, 3000])
    func filterFindsAllThatMatch(_ size: Int) throws {
        var random = Random(21)
        let known = (0..<Int64(3000)).shuffled(using: &random).prefix(size)
        let allowed = IDSet(known + [-5, 9000, .max, .min])
        let oracle = BruteForce(rows, dimension: dimension, metric: .cosine)
        for k in [1, 10, 5000] {
            let found = try search(SearchRequest(k: k, allowed: allowed))
            #expect(found.count == min(k, size))
            #expect(found == oracle.search(query, k: k, where: allowed.contains))
        }
    }

    @Test func excludedIDsAreReplacedByTheNext() throws {
        let all = try search(SearchRequest(k: 20))
        let excluded = IDSet(all.prefix(3).map(\.id) + [all[5].id, 99_999])
        let found = try search(SearchRequest(k: 10, excluding: excluded))
        #expect(found == Array(all.filter { !excluded.contains($0.id) }.prefix(10)))
        let both = SearchRequest(k: 10, allowed: IDSet(all.map(\.id)), excluding: excluded)
        #expect(try search(both) == found)
    }

    @Test(arguments: Metric.allCases) func minimumScoreIsInclusive(_ metric: Metric) throws {
        let all = try search(SearchRequest(k: .max), metric: metric)
        for rank in [0, 1, 30, 2000] {
            let minimum = all[rank].score
            let found = try search(SearchRequest(k: .max, minimumScore: minimum), metric: metric)
            #expect(found == all.filter { $0.score >= minimum })
        }
        let unreachable = SearchRequest(k: 5, minimumScore: all[0].score.nextUp)
        #expect(try search(unreachable, metric: metric).isEmpty)
    }

    @Test func scoresOfItself() throws {
        let row = Array(rows[..<dimension])
        for (metric, score) in [(Metric.cosine, Float(1)), (.l2, 0)] {
            let found = try FlatIndex(snapshot, metric: metric).search(row, SearchRequest(k: 1))
            #expect(found == [[Neighbour(id: 0, score: score)]])
            #expect(found[0][0].score.sign == .plus)
        }
    }

    @Test func refusesWhatMakesNoSense() throws {
        let index = FlatIndex(snapshot, metric: .cosine)
        #expect(throws: IndexError.invalidResultCount(0)) { try index.search(query, SearchRequest(k: 0)) }
        #expect(throws: IndexError.invalidResultCount(-3)) { try index.search(query, SearchRequest(k: -3)) }
        #expect(throws: IndexError.dimensionMismatch(dimension: 40, valueCount: 41)) {
            try index.search(query + [1], SearchRequest(k: 1))
        }
        for value: Float in [.nan, .infinity, -.infinity, .signalingNaN] {
            var broken = queries
            broken[2 * dimension + 7] = value
            #expect(throws: IndexError.notFinite(vector: 2, component: 7)) {
                try index.search(broken, SearchRequest(k: 1))
            }
        }
        #expect(try index.search([], SearchRequest(k: 1)).isEmpty)
    }

    @Test func emptyIndex() throws {
        let empty = try makeSnapshot([], dimension: dimension, in: scratch)
        for metric in Metric.allCases {
            #expect(
                try FlatIndex(empty, metric: metric).search(queries, SearchRequest(k: 3)).map(\.count)
                    == Array(repeating: 0, count: 9))
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct IDSetTests {
    @Test(
        arguments: [
            [], [5], [3, 1, 2, 2, 3], [.min, .max], [.min, 0, .max, 1], Array(100...300),
            [.max, .max - 1, .max - 3], [-64, 0, 64, 128], [1, 1000, 1_000_000],
        ] as [[Int64]])
    func matchesSet(_ ids: [Int64]) {
        let set = IDSet(ids)
        let expected = Set(ids)
        #expect(set.sorted == expected.sorted() && set.count == expected.count)
        let near = ids.flatMap { [$0, $0 &- 1, $0 &+ 1, $0 &+ 64] } + [0, .min, .max]
        for id in near { #expect(set.contains(id) == expected.contains(id)) }
    }
}
