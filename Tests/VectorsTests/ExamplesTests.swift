import LookalikeVectors
import Testing

/// Searches from several examples and with results folded, on every kind of index.
@Suite(.timeLimit(.minutes(10))) struct ExamplesTests {
    let data: ListedCollection

    init() throws { data = try ListedCollection(count: 1200, clusters: 12) }

    func indexes(_ metric: Metric) throws -> [any VectorIndex] {
        let lists = try data.build(metric, ListParameters(lists: 20, probes: 20))
        return [FlatIndex(data.snapshot, metric: metric), InvertedIndex(data.snapshot, lists)]
    }

    func row(_ id: Int) -> [Float] { Array(data.rows[id * 24..<(id + 1) * 24]) }

    func direction(_ vector: [Float]) -> [Double] {
        let norm = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        return vector.map { Double($0) / norm }
    }

    /// One positive example is a search for it, without itself.
    @Test(arguments: Metric.allCases) func onePositive(_ metric: Metric) throws {
        for index in try indexes(metric) {
            let found = try index.search(positive: [.id(5)], SearchRequest(k: 9))
            let expected = try index.search(row(5), SearchRequest(k: 9, excluding: [5]))[0]
            #expect(found.map(\.id) == expected.map(\.id))
            let given = try index.search(positive: [.vector(row(5))], SearchRequest(k: 9))
            #expect(given.map(\.id) == (try index.search(row(5), SearchRequest(k: 9))[0]).map(\.id))
        }
    }

    @Test(arguments: Metric.allCases) func formula(_ metric: Metric) throws {
        let (a, b, c) = (row(1), row(2), row(15))
        func part(_ v: [Float]) -> [Double] { metric == .cosine ? direction(v) : v.map { Double($0) } }
        let expected = (0..<24).map { Float(part(a)[$0] + part(b)[$0] - part(c)[$0]) }
        for index in try indexes(metric) {
            let query = try index.query(positive: [.id(1), .vector(b)], negative: [.id(15)])
            #expect(zip(query, expected).allSatisfy { abs($0 - $1) < 1e-5 })
            let found = try index.search(
                positive: [.id(1), .vector(b)], negative: [.id(15)], SearchRequest(k: 20, excluding: [7]))
            #expect(found == (try index.search(query, SearchRequest(k: 20, excluding: [1, 7, 15]))[0]))
        }
    }

    /// Both clusters of the positive examples come first, and the negative one's last.
    @Test func findsWhatIsLikeAllAndUnlikeTheRest() throws {
        for index in try indexes(.cosine) {
            let found = try index.search(
                positive: [.id(0), .id(1)], negative: [.id(2), .id(14)], SearchRequest(k: 1200))
            #expect(found.count == 1196)
            let first = found.prefix(150).map { $0.id % 12 }
            #expect(first.filter { $0 == 0 || $0 == 1 }.count > 120)
            #expect(found.suffix(50).allSatisfy { $0.id % 12 == 2 })
        }
    }

    @Test func refusesWhatMakesNoSense() throws {
        for index in try indexes(.cosine) {
            let request = SearchRequest(k: 3)
            #expect(throws: ExampleError.noPositive) {
                try index.search(positive: [], negative: [.id(1)], request)
            }
            #expect(throws: ExampleError.unknownID(1200)) { try index.search(positive: [.id(1200)], request) }
            #expect(throws: ExampleError.index(.dimensionMismatch(dimension: 24, valueCount: 2))) {
                try index.search(positive: [.vector([1, 2])], request)
            }
            #expect(throws: ExampleError.index(.notFinite(vector: 0, component: 23))) {
                try index.search(positive: [.id(1)], negative: [.vector(row(0).dropLast() + [.nan])], request)
            }
            #expect(throws: ExampleError.index(.invalidResultCount(0))) {
                try index.search(positive: [.id(1)], SearchRequest(k: 0))
            }
            #expect(throws: ExampleError.cancelledOut) {
                try index.search(positive: [.vector(row(0)), .vector(row(0).map { -$0 })], request)
            }
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct FoldingTests {
    /// 40 different vectors; number i is stored 1 + i % 7 times 30, each time moved very little.
    static func makeIndexes(_ scratch: Scratch) throws -> [any VectorIndex] {
        var random = Random(60)
        let kinds = (0..<40).map { _ in random.gaussians(16) }
        var rows: [Float] = []
        for (i, kind) in kinds.enumerated() {
            for _ in 0..<(1 + i % 7) * 30 { rows += kind.map { $0 + 1e-4 * random.gaussian() } }
        }
        let file = try VectorFile.create(at: scratch.file(), dimension: 16)
        try file.append(ids: (0..<Int64(rows.count / 16)).map { $0 }, vectors: rows)
        let snapshot = try file.snapshot(
            live: (0..<rows.count / 16).map { RowReference(id: Int64($0), row: $0) })
        let lists = try #require(
            try InvertedLists.build(
                beside: file, snapshot, metric: .cosine, parameters: ListParameters(lists: 25, probes: 2)))
        return [FlatIndex(snapshot, metric: .cosine), InvertedIndex(snapshot, lists)]
    }

    /// The same as grouping all results in order.
    @Test(arguments: [1, 2, 5, 39, 40, 41, 1000]) func asManyGroupsAsThereAre(_ k: Int) throws {
        let scratch = try Scratch()
        var random = Random(61)
        let query = random.gaussians(16)
        let indexes = try Self.makeIndexes(scratch)
        let all = try indexes[0].search(query, SearchRequest(k: indexes[0].count))[0]
        for index in indexes {
            let groups = try index.searchFolded(query, SearchRequest(k: k), foldingAt: 0.999)
            #expect(groups.count == min(k, 40))
            for group in groups {
                let best = try #require(index.vector(of: group.best.id))
                for other in group.others {
                    #expect(
                        Kernel.best.exactScore(.cosine, best, try #require(index.vector(of: other.id)))
                            >= 0.999)
                    #expect(other.score <= group.best.score)
                }
            }
            #expect(zip(groups, groups.dropFirst()).allSatisfy { $0.best.score >= $1.best.score })
        }
        // Every exact result before the group that would be one too many is in a group.
        let groups = try indexes[0].searchFolded(query, SearchRequest(k: k), foldingAt: 0.999)
        let folded = groups.flatMap { [$0.best] + $0.others }
        #expect(Set(folded.map(\.id)) == Set(all.prefix(folded.count).map(\.id)))
        #expect(k < 40 || folded.count == all.count)
    }

    @Test func filtersHold() throws {
        let scratch = try Scratch()
        for index in try Self.makeIndexes(scratch) {
            let query = try #require(index.vector(of: 100))
            let allowed = IDSet((0..<Int64(index.count)).filter { $0 % 3 == 0 })
            let request = SearchRequest(k: 12, minimumScore: -0.2, allowed: allowed, excluding: [300])
            let groups = try index.searchFolded(query, request, foldingAt: 0.999)
            let ids = groups.flatMap { [$0.best] + $0.others }.map(\.id)
            #expect(groups.count == 12 && ids.allSatisfy { $0 % 3 == 0 && $0 != 300 })
        }
    }

    @Test func nothingFoldsAboveTheHighestScore() throws {
        let scratch = try Scratch()
        for index in try Self.makeIndexes(scratch) {
            let query = try #require(index.vector(of: 3))
            let plain = try index.search(query, SearchRequest(k: 8, effort: .max))[0]
            let groups = try index.searchFolded(query, SearchRequest(k: 8, effort: .max), foldingAt: 1.1)
            #expect(groups == plain.map { FoldedNeighbour(best: $0, others: []) })
            #expect(throws: IndexError.invalidResultCount(0)) {
                try index.searchFolded(query, SearchRequest(k: 0), foldingAt: 1)
            }
            #expect(throws: IndexError.dimensionMismatch(dimension: 16, valueCount: 32)) {
                try index.searchFolded(query + query, SearchRequest(k: 1), foldingAt: 1)
            }
        }
    }
}
