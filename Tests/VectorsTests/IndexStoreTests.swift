import Foundation
import LookalikeVectors
import Testing

/// An index of each kind over the life of a collection: made in the background, used when it is there, opened again.
@Suite(.timeLimit(.minutes(10))) struct IndexStoreTests {
    static let dimension = GaussianFile.dimension
    static let count = GaussianFile.count
    let source: GaussianFile
    var path: String { source.path }
    var query: [Float] { source.query }

    init() throws { source = try GaussianFile(seed: 80) }

    func store(_ file: VectorFile, _ kind: IndexKind, latency: Double? = nil) -> IndexStore {
        IndexStore(
            of: file, metric: .cosine, settings: IndexSettings(kind: kind, m: 8, lists: 60, latency: latency))
    }

    func expected(k: Int = 10) -> [Neighbour] { source.nearest(k) }

    /// Of 10, how many are right; each that is found has its exact score.
    func hits(_ index: any VectorIndex) throws -> Int {
        let scores = Dictionary(uniqueKeysWithValues: expected(k: Self.count).map { ($0.id, $0.score) })
        let found = try index.search(query, SearchRequest(k: 10))[0]
        #expect(found.count == 10 && found.allSatisfy { scores[$0.id] == $0.score })
        return Set(found.map(\.id)).intersection(expected().map(\.id)).count
    }

    @Test(arguments: [IndexKind.ivfflat, .hnsw]) func isMadeUsedAndOpenedAgain(
        _ kind: IndexKind
    ) throws {
        let file = try VectorFile.open(at: path)
        let store = store(file, kind)
        let snapshot = try file.snapshotOfAllRows()
        #expect(store.statistics(snapshot).kind == .flat)
        #expect(try store.index(snapshot).search(query, SearchRequest(k: 10)) == [expected()])
        #expect(store.needsUpkeep(snapshot))
        try store.upkeep(snapshot) { false }
        #expect(!store.needsUpkeep(snapshot) && store.problem == nil)
        let statistics = store.statistics(snapshot)
        #expect(statistics.kind == kind && statistics.indexed == Self.count)
        #expect((statistics.recall ?? 0) > 0.9)
        #expect(try hits(store.index(snapshot)) >= 7)

        let reader = try VectorFile.open(at: path, access: .readOnly)
        let again = self.store(reader, kind)
        let state = try reader.snapshotOfAllRows()
        #expect(again.statistics(state) == statistics && !again.needsUpkeep(state))
        #expect(
            try again.index(state).search(query, SearchRequest(k: 10))
                == store.index(snapshot).search(query, SearchRequest(k: 10)))
    }

    @Test(arguments: [IndexKind.ivfflat, .hnsw]) func newRowsAreFoundAtOnceAndTakenInLater(
        _ kind: IndexKind
    ) throws {
        let file = try VectorFile.open(at: path)
        let store = store(file, kind)
        try store.upkeep(try file.snapshotOfAllRows()) { false }
        var random = Random(81)
        try file.append(ids: [9_999_999], vectors: query)
        let near = try store.index(try file.snapshotOfAllRows()).search(query, SearchRequest(k: 1))
        #expect(near == [[Neighbour(id: 9_999_999, score: 1)]])
        let more = 12_000
        try file.append(
            ids: (0..<Int64(more)).map { 100_000 + $0 }, vectors: random.gaussians(more * Self.dimension))
        let snapshot = try file.snapshotOfAllRows()
        #expect(store.needsUpkeep(snapshot))
        try store.upkeep(snapshot) { false }
        #expect(store.statistics(snapshot).indexed == Self.count + more + 1)
        #expect(try store.index(snapshot).search(query, SearchRequest(k: 1)) == near)
    }

    @Test(arguments: [(".graph", IndexKind.hnsw), (".lists", .ivfflat)]) func aDamagedOneIsMadeAgain(
        _ suffix: String, _ kind: IndexKind
    ) throws {
        let file = try VectorFile.open(at: path)
        let snapshot = try file.snapshotOfAllRows()
        try store(file, kind).upkeep(snapshot) { false }
        var bytes = try read(path + suffix)
        bytes[100] ^= 1
        try write(bytes, to: path + suffix)
        let store = store(file, kind)
        #expect(try store.index(snapshot).search(query, SearchRequest(k: 10)) == [expected()])
        #expect(store.problem != nil && store.needsUpkeep(snapshot))
        try store.upkeep(snapshot) { false }
        #expect(store.problem == nil && store.statistics(snapshot).kind == kind)
    }

    @Test func flatIsExactAndMakesNothing() throws {
        let file = try VectorFile.open(at: path)
        let store = store(file, .flat)
        let snapshot = try file.snapshotOfAllRows()
        #expect(!store.needsUpkeep(snapshot))
        try store.upkeep(snapshot) { false }
        #expect(try source.scratch.names == ["a.vectors", "a.vectors.codes"])
        #expect(try store.index(snapshot).search(query, SearchRequest(k: 10)) == [expected()])
    }

    /// A scan of so little takes no time, and nothing is as quick as a billionth of a second.
    @Test func autoGoesByTheTimeOfAScan() throws {
        let file = try VectorFile.open(at: path)
        let snapshot = try file.snapshotOfAllRows()
        let patient = store(file, .auto, latency: 60_000)
        try patient.upkeep(snapshot) { false }
        #expect(patient.statistics(snapshot).kind == .flat && !patient.needsUpkeep(snapshot))
        let hasty = store(file, .auto, latency: 1e-6)
        #expect(hasty.needsUpkeep(snapshot))
        try hasty.upkeep(snapshot) { false }
        #expect(hasty.statistics(snapshot).kind == .hnsw)
    }

    @Test func cancellingLeavesExactSearch() throws {
        for kind in [IndexKind.ivfflat, .hnsw] {
            let file = try VectorFile.open(at: path)
            let store = store(file, kind)
            let snapshot = try file.snapshotOfAllRows()
            try store.upkeep(snapshot) { true }
            #expect(try store.index(snapshot).search(query, SearchRequest(k: 10)) == [expected()])
        }
    }

    @Test func settingsSayWhatIsWrong() {
        #expect(IndexSettings(kind: .hnsw, m: 16, efConstruction: 200, efSearch: 64).problem == nil)
        #expect(IndexSettings(m: 1).problem == "m is 1, which is not within 4 and 96.")
        #expect(IndexSettings(latency: .nan).problem != nil)
        #expect(IndexSettings(nprobe: 0).problem != nil)
    }
}
