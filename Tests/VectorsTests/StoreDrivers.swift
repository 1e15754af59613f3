import LookalikeVectors
import TestSupport
import Testing

/// A kind of vector store; the tests of what a store promises run against each.
enum StoreDriver: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case local, memory

    var testDescription: String { rawValue }

    /// - Parameter folder: where a store that has files keeps them.
    func make(in folder: Scratch, dimension: Int, metric: Metric) throws -> any VectorStore {
        switch self {
        case .local:
            LocalVectorStore(
                try LocalVectors.create(
                    in: folder.path, dimension: dimension, metric: metric,
                    settings: IndexSettings(kind: .flat)))
        case .memory: MemoryVectorStore(dimension: dimension, metric: metric)
        }
    }
}

/// A store, and what its caller knows: the entries that are committed and their vectors.
struct StoreScene {
    let folder: Scratch
    let store: any VectorStore
    let metric: Metric
    let dimension: Int
    var live: [Int64: VectorEntry] = [:]
    var vectors: [Int64: [Float]] = [:]
    var given: Set<Int64> = []
    var random: Random

    init(_ driver: StoreDriver, seed: UInt64 = 1, dimension: Int = 5, metric: Metric = .cosine) throws {
        folder = try Scratch()
        store = try driver.make(in: folder, dimension: dimension, metric: metric)
        self.metric = metric
        self.dimension = dimension
        random = Random(seed)
    }

    /// By id, so that scenes with the same seed do the same.
    var entries: [VectorEntry] { live.values.sorted { $0.id < $1.id } }

    /// Stores vectors under some of 60 ids: new images and new vectors of known ones.
    ///
    /// - Parameter commits: false as where a crash comes before the caller has written the entries down.
    mutating func append(_ count: Int, commits: Bool = true) async throws {
        let ids = Set((0..<count).map { _ in Int64.random(in: 1...60, using: &random) }).sorted()
        let values = ids.map { _ in random.gaussians(dimension) }
        try await append(ids, values, commits: commits)
    }

    mutating func append(_ ids: [Int64], _ values: [[Float]], commits: Bool = true) async throws {
        let added = try await store.append(ids: ids, vectors: values.flatMap { $0 })
        #expect(added.map(\.id) == ids)
        for entry in added { #expect(given.insert(entry.reference).inserted, "given twice") }
        #expect(try await store.vectors(of: added) == Dictionary(uniqueKeysWithValues: zip(ids, values)))
        guard commits else { return }
        for (entry, vector) in zip(added, values) { (live[entry.id], vectors[entry.id]) = (entry, vector) }
        try await store.publish(adding: added, removing: [])
    }

    mutating func remove() async throws {
        let ids = live.keys.sorted().filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
        for id in ids { (live[id], vectors[id]) = (nil, nil) }
        try await store.publish(adding: [], removing: ids)
    }

    /// One step of several kinds, drawn.
    mutating func step() async throws {
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1: try await append(20)
        case 2: try await append(5, commits: false)
        case 3: try await remove()
        case 4: #expect(try await store.compact(keeping: entries) == false)
        case 5: try await store.publish(entries)
        default:
            try await store.upkeep(.now) { false }
            await store.republish()
        }
    }

    /// - Returns: a request of random limits, and whether it lets an image be found.
    mutating func request() -> (request: SearchRequest, isAllowed: @Sendable (Int64) -> Bool) {
        func some(_ share: Int) -> IDSet {
            IDSet(
                (1...60 as ClosedRange<Int64>).filter { _ in Int.random(in: 0..<share, using: &random) == 0 })
        }
        let allowed = Bool.random(using: &random) ? some(2) : nil
        let excluded = Bool.random(using: &random) ? some(10) : []
        let k = Int.random(in: 1...70, using: &random)
        return (
            SearchRequest(k: k, allowed: allowed, excluding: excluded),
            { !excluded.contains($0) && allowed?.contains($0) ?? true }
        )
    }
}

/// Whether the ids and their order are the same, and the scores about.
func areSame(_ a: [Neighbour], _ b: [Neighbour]) -> Bool {
    a.map(\.id) == b.map(\.id) && zip(a, b).allSatisfy { abs($0.score - $1.score) <= 1e-5 }
}
