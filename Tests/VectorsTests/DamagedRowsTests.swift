import Foundation
import LookalikeVectors
import Testing

/// Rows that are not as they were written: every kind of index finds the others as if these were not there.
@Suite(.timeLimit(.minutes(10))) struct DamagedRowsTests {
    static let dimension = GaussianFile.dimension
    static let count = GaussianFile.count
    let source: GaussianFile
    var path: String { source.path }
    var query: [Float] { source.query }
    /// Ids of the rows nearest to the query, as they were written.
    let nearest: [Int64]

    init() throws {
        source = try GaussianFile(seed: 140)
        nearest = source.nearest(600).map(\.id)
    }

    /// Changes a number of each row, in the file.
    func damage(_ rows: some Sequence<Int64>) throws {
        var bytes = try read(path)
        let stride = (bytes.count - 4096) / Self.count
        for row in rows { bytes[4096 + Int(row) * stride + 4 * (Int(row) % Self.dimension) + 2] ^= 0x20 }
        try write(bytes, to: path)
    }

    func expected(without damaged: some Sequence<Int64>, k: Int) -> [Neighbour] {
        let damaged = Set(damaged)
        return source.nearest(k) { !damaged.contains($0) }
    }

    /// Made while all rows were whole; searched with so much effort that nothing is missed.
    enum Kind: CaseIterable { case flat, graph, lists }

    func make(_ kind: Kind) throws {
        let file = try VectorFile.open(at: path)
        let snapshot = try file.snapshotOfAllRows()
        switch kind {
        case .flat: break
        case .graph:
            let graph = Graph(for: snapshot, metric: .cosine)
            graph.extend(to: snapshot)
            try graph.save(beside: path)
        case .lists:
            _ = try InvertedLists.build(
                beside: file, snapshot, metric: .cosine, parameters: ListParameters(lists: 40, probes: 8))
        }
    }

    func index(_ kind: Kind, _ file: VectorFile, _ snapshot: VectorSnapshot) throws -> any VectorIndex {
        switch kind {
        case .flat: return FlatIndex(snapshot, metric: .cosine)
        case .graph:
            let graph = try #require(try Graph.load(beside: path, for: snapshot, metric: .cosine))
            return GraphIndex(snapshot, graph: graph, threads: 2, nodeCost: 0)
        case .lists:
            let lists = try #require(try InvertedLists.open(beside: file, metric: .cosine))
            return InvertedIndex(snapshot, lists)
        }
    }

    @Test(arguments: Kind.allCases, [1, 3, 200]) func othersAreFoundAsIfTheyWereNotThere(
        _ kind: Kind, _ count: Int
    ) throws {
        try make(kind)
        let damaged = nearest[..<count]
        try damage(damaged)
        let file = try VectorFile.open(at: path)
        let snapshot = try file.snapshotOfAllRows()
        let index = try index(kind, file, snapshot)
        for k in [1, 10, 100] {
            let wanted = expected(without: damaged, k: k)
            let request = SearchRequest(k: k, effort: 1_500)
            // The first search comes across them, the second knows them.
            #expect(try index.search(query, request) == [wanted], "\(kind), \(k)")
            #expect(try index.search(query, request) == [wanted], "\(kind), \(k)")
            var least = request
            least.minimumScore = wanted.last?.score
            least.k = 4_000
            #expect(try index.search(query, least) == [wanted], "\(kind), \(k)")
        }
        #expect(
            Set(index.damagedIDs).isSubset(of: damaged) && index.damagedIDs.count == file.damagedRows.count)
        for id in damaged { #expect(index.vector(of: id) == nil && index.isDamaged(id)) }
        #expect(index.vector(of: nearest[300]) != nil && !index.isDamaged(nearest[300]))
        #expect(index.vector(of: -1) == nil && !index.isDamaged(-1))
        #expect(Set(index.damagedIDs) == Set(damaged))
        #expect(throws: ExampleError.damaged(damaged[0])) {
            try index.search(positive: [.id(damaged[0])], SearchRequest(k: 1))
        }
    }

    @Test(arguments: Kind.allCases) func severalQueriesAtOnce(_ kind: Kind) throws {
        try make(kind)
        let damaged = nearest[..<20]
        try damage(damaged)
        let file = try VectorFile.open(at: path)
        let snapshot = try file.snapshotOfAllRows()
        var random = Random(141)
        let queries = query + random.gaussians(69 * Self.dimension)
        let left = snapshot.removing(IDSet(damaged))
        let wanted = try FlatIndex(left, metric: .cosine).search(queries, SearchRequest(k: 10))
        let found = try index(kind, file, snapshot).search(queries, SearchRequest(k: 10, effort: 1_500))
        #expect(found == wanted)
    }

    /// Rows that are damaged when codes, graphs and lists are made keep none of them from being made.
    @Test(arguments: [IndexKind.flat, .hnsw, .ivfflat]) func indexesAreMadeAllTheSame(
        _ kind: IndexKind
    ) throws {
        let damaged = Array(nearest[..<5]) + [0, 1_023, 1_024, Int64(Self.count) - 1]
        try damage(damaged)
        try FileManager.default.removeItem(atPath: path + ".codes")
        let file = try VectorFile.open(at: path)
        let snapshot = try file.snapshotOfAllRows()
        let settings = IndexSettings(kind: kind, m: 8, efSearch: 400, lists: 40, nprobe: 40)
        let store = IndexStore(of: file, metric: .cosine, settings: settings)
        try store.upkeep(snapshot) { false }
        #expect(store.problem == nil && !store.needsUpkeep(snapshot))
        #expect(store.statistics(snapshot).kind == kind)
        #expect(Set(file.damagedRows) == Set(damaged.map { Int($0) }))
        let found = try store.index(snapshot).search(query, SearchRequest(k: 10))
        #expect(found == [expected(without: damaged, k: 10)])
        #expect(try file.verifyCodes().isEmpty)
    }

    /// Where a caller needs all, no kind of index leaves any out.
    @Test(arguments: Kind.allCases) func exactRequestsMissNothing(_ kind: Kind) throws {
        try make(kind)
        let file = try VectorFile.open(at: path)
        let snapshot = try file.snapshotOfAllRows()
        let index = try index(kind, file, snapshot)
        let queries = Array(source.rows[..<(64 * Self.dimension)])
        let request = SearchRequest(k: Self.count, minimumScore: 0.4, effort: 1, isExact: true)
        let exact = try FlatIndex(snapshot, metric: .cosine).search(queries, request)
        #expect(try index.search(queries, request) == exact)
        #expect(exact.allSatisfy { $0.count > 20 })
    }

    /// Rows behind the last that is known stay, and are no hindrance to those that follow.
    @Test func rowsThatNobodyKnowsStay() throws {
        let before = try read(path)
        do {
            let file = try VectorFile.open(at: path)
            #expect(throws: VectorFileError.missingRows(path: path, expected: 6_001, found: 6_000)) {
                try file.settle(rows: 6_001)
            }
            try file.settle(rows: 5_000)
            #expect(file.rowCount == 6_000)
        }
        #expect(try read(path) == before)
        // As a crash may leave them: the codes of the last were not written whole.
        var codes = try read(path + ".codes")
        codes[8192 + 5 * 1024 * (16 + 16 + 4) + 700 * 16] ^= 1
        try write(codes, to: path + ".codes")
        let file = try VectorFile.open(at: path)
        #expect(try file.verifyCodes() == [5 * 1024 + 700])
        try file.settle(rows: 5_000)
        #expect(try file.verifyCodes().isEmpty)
        try file.append(ids: [7_000], vectors: query)
        #expect(try file.verifyCodes().isEmpty)
    }

    /// Neither of the two that follow from the vector file is lost with its newest row.
    @Test(arguments: [IndexKind.hnsw, .ivfflat]) func indexesOutliveTheNewestRow(
        _ kind: IndexKind
    ) throws {
        let settings = IndexSettings(kind: kind, m: 8, lists: 40)
        do {
            let file = try VectorFile.open(at: path)
            let store = IndexStore(of: file, metric: .cosine, settings: settings)
            try store.upkeep(try file.snapshotOfAllRows()) { false }
        }
        let file = try VectorFile.open(at: path)
        try file.settle(rows: Self.count - 1)
        let live = try file.snapshot(live: (0..<Self.count - 1).map { RowReference(id: Int64($0), row: $0) })
        let store = IndexStore(of: file, metric: .cosine, settings: settings)
        #expect(store.statistics(live).kind == kind && !store.needsUpkeep(live))
        // What comes next has a number of its own.
        #expect(try file.append(ids: [10_000], vectors: query) == Self.count)
        let more = try live.adding([RowReference(id: 10_000, row: Self.count)], in: file)
        let found = try store.index(more).search(query, SearchRequest(k: 1))
        #expect(found == [[Neighbour(id: 10_000, score: 1)]])
        #expect(
            try store.index(more).search(Array(source.rows.suffix(Self.dimension)), SearchRequest(k: 1))[0][0]
                .id
                != Int64(Self.count) - 1)
    }
}
