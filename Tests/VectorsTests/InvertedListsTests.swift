import LookalikeVectors
import Testing

/// A collection of clusters, with inverted lists of it.
struct ListedCollection {
    static let dimension = 24
    let scratch: Scratch
    let file: VectorFile
    let rows: [Float]
    let queries: [Float]
    let snapshot: VectorSnapshot

    /// - Parameter count: rows, with ids 0, 1, …
    init(count: Int = 4000, seed: UInt64 = 70, clusters: Int = 40) throws {
        var random = Random(seed)
        let dimension = Self.dimension
        let centres = (0..<clusters).map { _ in random.gaussians(dimension) }
        func draw(_ count: Int) -> [Float] {
            (0..<count).flatMap { i in centres[i % clusters].map { $0 + 0.35 * random.gaussian() } }
        }
        rows = draw(count)
        queries = draw(20)
        scratch = try Scratch()
        file = try VectorFile.create(at: scratch.file(), dimension: dimension)
        try file.append(ids: (0..<Int64(count)).map { $0 }, vectors: rows)
        snapshot = try file.snapshot(live: (0..<count).map { RowReference(id: Int64($0), row: $0) })
    }

    func build(
        _ metric: Metric, _ parameters: ListParameters = ListParameters(), of snapshot: VectorSnapshot? = nil
    ) throws -> InvertedLists {
        try #require(
            try InvertedLists.build(
                beside: file, snapshot ?? self.snapshot, metric: metric, parameters: parameters))
    }

    func query(_ i: Int) -> [Float] { Array(queries[i * Self.dimension..<(i + 1) * Self.dimension]) }
}

@Suite(.timeLimit(.minutes(10))) struct InvertedListsTests {
    /// With all lists looked into, nothing is missed: the same results as an exact search.
    @Test(arguments: Metric.allCases) func allListsAreExact(_ metric: Metric) throws {
        let data = try ListedCollection()
        let lists = try data.build(metric)
        let exact = try FlatIndex(data.snapshot, metric: metric).search(data.queries, SearchRequest(k: 15))
        for kernel in Kernel.available {
            for threads in [1, 3] {
                let index = InvertedIndex(data.snapshot, lists, threads: threads, kernel: kernel)
                let found = try index.search(data.queries, SearchRequest(k: 15, effort: .max))
                #expect(found == exact, "\(kernel.name), \(threads) threads")
            }
        }
    }

    @Test(arguments: Metric.allCases) func fewListsFindMost(_ metric: Metric) throws {
        let data = try ListedCollection()
        let lists = try data.build(metric)
        let statistics = lists.statistics
        #expect(statistics.lists == 125 && statistics.rows == 4000 && statistics.coveredRows == 4000)
        #expect(statistics.probes < 30)
        let index = InvertedIndex(data.snapshot, lists)
        let recall = try #require(statistics.expectedRecall)
        #expect(recall >= 0.95)
        // Measured on other queries than those that it was chosen for.
        #expect(try self.recall(index, data) >= 0.88)
        // More lists find more.
        #expect(zip(statistics.recall, statistics.recall.dropFirst()).allSatisfy { $0.recall <= $1.recall })
        #expect(statistics.recall.last?.probes == 125 && statistics.recall.last?.recall == 1)
    }

    private func recall(_ index: InvertedIndex, _ data: ListedCollection) throws -> Double {
        let exact = try FlatIndex(data.snapshot, metric: index.metric).search(
            data.queries, SearchRequest(k: 10))
        let found = try index.search(data.queries, SearchRequest(k: 10))
        let hits = zip(found, exact).reduce(0) { $0 + Set($1.0.map(\.id)).intersection($1.1.map(\.id)).count }
        return Double(hits) / Double(10 * exact.count)
    }

    @Test func describesItself() throws {
        let data = try ListedCollection(count: 200)
        let index: any VectorIndex = InvertedIndex(data.snapshot, try data.build(.l2))
        #expect(index.dimension == 24 && index.count == 200 && index.metric == .l2)
        #expect(index.vector(of: 17) == Array(data.rows[17 * 24..<18 * 24]))
        #expect(index.vector(of: 200) == nil)
    }

    @Test func parametersAreHeard() throws {
        let data = try ListedCollection(count: 500)
        let few = try data.build(.cosine, ListParameters(lists: 7, probes: 3, seed: 9)).statistics
        #expect(few.lists == 7 && few.probes == 3 && few.seed == 9)
        // No more lists than rows, and no more lists to look into than there are.
        let many = try data.build(.cosine, ListParameters(lists: 100_000, probes: 100_000)).statistics
        #expect(many.lists == 500 && many.probes == 500)
        let sure = try data.build(.cosine, ListParameters(targetRecall: 1)).statistics
        #expect(sure.expectedRecall == 1)
    }

    @Test(arguments: Metric.allCases) func batchEqualsSingles(_ metric: Metric) throws {
        let data = try ListedCollection()
        let index = InvertedIndex(data.snapshot, try data.build(metric))
        let many = (0..<7).flatMap { _ in data.queries }
        let batch = try index.search(many, SearchRequest(k: 9))
        for i in 0..<20 {
            let one = try index.search(data.query(i), SearchRequest(k: 9))[0]
            for copy in 0..<7 { #expect(batch[copy * 20 + i] == one) }
        }
        #expect(try index.search([], SearchRequest(k: 1)).isEmpty)
    }

    @Test func refusesWhatMakesNoSense() throws {
        let data = try ListedCollection(count: 100)
        let index = InvertedIndex(data.snapshot, try data.build(.cosine))
        #expect(throws: IndexError.invalidResultCount(0)) {
            try index.search(data.queries, SearchRequest(k: 0))
        }
        #expect(throws: IndexError.dimensionMismatch(dimension: 24, valueCount: 1)) {
            try index.search([1], SearchRequest(k: 1))
        }
        var broken = data.queries
        broken[24 + 3] = .nan
        #expect(throws: IndexError.notFinite(vector: 1, component: 3)) {
            try index.search(broken, SearchRequest(k: 1))
        }
    }

    /// The same bytes whatever made them, in memory for all lists or for one at a time.
    @Test func theSameForEverySeedThreadAndProcessor() throws {
        let data = try ListedCollection(count: 1500)
        func bytes(_ seed: UInt64, _ threads: Int, _ kernel: Kernel, band: Int = 1 << 30) throws -> [UInt8] {
            let lists = try InvertedLists.build(
                beside: data.file, data.snapshot, metric: .cosine, parameters: ListParameters(seed: seed),
                threads: threads, kernel: kernel, bandSize: band)
            return try read(#require(lists).path)
        }
        let first = try bytes(5, 1, .best)
        for kernel in Kernel.available {
            #expect(try bytes(5, 2, kernel) == first, "\(kernel.name)")
        }
        #expect(try bytes(5, 3, .best, band: 10_000) == first)
        #expect(try bytes(5, 1, .best, band: 1) == first)
        #expect(try bytes(6, 1, .best) != first)
        #expect(try data.scratch.names == ["a.vectors", "a.vectors.codes", "a.vectors.lists"])
    }

    @Test func cancelledLeavesWhatWasThere() throws {
        let data = try ListedCollection(count: 600)
        let before = try read(data.build(.l2).path)
        let cancelled = try InvertedLists.build(beside: data.file, data.snapshot, metric: .l2) { true }
        #expect(cancelled == nil)
        #expect(try read(InvertedLists.path(for: data.file.path)) == before)
        #expect(try data.scratch.names == ["a.vectors", "a.vectors.codes", "a.vectors.lists"])
    }

    @Test(arguments: Metric.allCases) func opensAsItWas(_ metric: Metric) throws {
        let data = try ListedCollection()
        #expect(try InvertedLists.open(beside: data.file, metric: metric) == nil)
        let made = try data.build(metric)
        let expected = try InvertedIndex(data.snapshot, made).search(data.queries, SearchRequest(k: 5))
        let opened = try #require(try InvertedLists.open(beside: data.file, metric: metric))
        #expect(opened.statistics == made.statistics && opened.byteCount == made.byteCount)
        #expect(opened.verify().isEmpty && opened.failure == nil)
        #expect(
            try InvertedIndex(data.snapshot, opened).search(data.queries, SearchRequest(k: 5)) == expected)
    }

    /// Lists that were replaced serve those who have them.
    @Test func oldListsGoOn() throws {
        let data = try ListedCollection(count: 1000)
        let old = InvertedIndex(data.snapshot, try data.build(.cosine))
        let expected = try old.search(data.queries, SearchRequest(k: 5))
        _ = try data.build(.cosine, ListParameters(lists: 3, seed: 2))
        #expect(try old.search(data.queries, SearchRequest(k: 5)) == expected)
    }

    /// Rows of every magnitude, zeros and thousands of the same: never worse than exact where all is looked at.
    @Test(arguments: ExactnessTests.dataSets, Metric.allCases)
    func extremeRows(_ data: ExactnessTests.DataSet, _ metric: Metric) throws {
        let scratch = try Scratch()
        let count = data.rows.count / data.dimension
        let file = try VectorFile.create(at: scratch.file(), dimension: data.dimension)
        try file.append(ids: (0..<Int64(count)).map { $0 }, vectors: data.rows)
        let snapshot = try file.snapshot(live: (0..<count).map { RowReference(id: Int64($0), row: $0) })
        let lists = try #require(try InvertedLists.build(beside: file, snapshot, metric: metric))
        let index = InvertedIndex(snapshot, lists)
        let exact = FlatIndex(snapshot, metric: metric)
        for k in [1, 10] {
            let expected = try exact.search(data.queries, SearchRequest(k: k))
            #expect(try index.search(data.queries, SearchRequest(k: k, effort: .max)) == expected)
            #expect(try index.search(data.queries, SearchRequest(k: k)).map(\.count) == expected.map(\.count))
        }
    }
}
