import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// A collection's index is made in the background, answers as the exact search does, and outlives a restart.
@Suite(.timeLimit(.minutes(10))) struct IndexingTests {
    static let dimension = 12
    static let count = 5_000

    static func vector(_ i: Int) -> [Float] {
        var random = SplitMix(UInt64(bitPattern: Int64(i)) &* 0x9E37_79B9 &+ 1)
        return (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) }
    }

    static func filled(_ data: String, _ kind: IndexKind) async throws -> (Engine, OpenCollection) {
        let engine = try await TestEngine.make(data)
        var options = CollectionOptions(model: .none, dimension: dimension)
        options.indexKind = kind
        let collection = try await engine.createCollection(named: "c", options)
        let images = (0..<count).map { IncomingImage(id: "\($0)", vector: vector($0)) }
        _ = try await engine.put(images, in: collection)
        return (engine, collection)
    }

    @Test(arguments: [IndexKind.hnsw, .ivfflat]) func isMadeAndOpenedAgain(_ kind: IndexKind) async throws {
        let data = try TemporaryFolder()
        do {
            let (engine, collection) = try await Self.filled(data.path, kind)
            let made = try await engine.index(collection)
            #expect(made.kind.rawValue == kind.rawValue && made.indexed == Self.count)
            #expect((made.recall ?? 0) > 0.8)
            try await Self.expectItself(17, engine, collection)
            // What comes later is found at once.
            _ = try await engine.put(
                [IncomingImage(id: "late", vector: Self.vector(-1))], in: collection)
            try await Self.expectItself(-1, engine, collection, id: "late")
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        #expect(collection.indexStatistics.kind.rawValue == kind.rawValue)
        try await Self.expectItself(17, engine, collection)
        try await Self.expectItself(-1, engine, collection, id: "late")
        try await engine.setIndex(.flat, of: collection)
        #expect(collection.indexStatistics.kind == .flat)
        try await Self.expectItself(17, engine, collection)
    }

    /// Deleting most compacts the vector file, which gives every row another number.
    @Test func survivesACompaction() async throws {
        let data = try TemporaryFolder()
        let (engine, collection) = try await Self.filled(data.path, .hnsw)
        _ = try await engine.index(collection)
        for i in 0..<Self.count where i % 4 != 0 {
            try await engine.deleteImage("\(i)", in: collection)
        }
        #expect(collection.count == Self.count / 4)
        _ = try await engine.index(collection)
        try await Self.expectItself(16, engine, collection)
        let gone = try await engine.search(collection, for: .vector(Self.vector(17)), options: .init(topK: 1))
        #expect(gone.matches[0].image.id != "17")
    }

    @Test func refusesParametersThatMakeNoSense() async throws {
        let engine = try await TestEngine.make(try TemporaryFolder().path)
        var options = CollectionOptions(model: .none, dimension: 3)
        for parameters in [["m": 1], ["m": "many"], ["x": 1], ["latency_ms": -1]] as [[String: JSONValue]] {
            options.indexParameters = parameters
            await #expect(throws: EngineError.self) { try await engine.createCollection(named: "c", options) }
        }
        options.indexParameters = ["m": 8, "ef_search": 50, "latency_ms": 2.5]
        #expect(try await engine.createCollection(named: "c", options).indexStatistics.kind == .flat)
    }

    static func expectItself(
        _ i: Int, _ engine: Engine, _ collection: OpenCollection, id: String? = nil
    ) async throws {
        let found = try await engine.search(collection, for: .vector(vector(i)), options: .init(topK: 1))
        #expect(found.matches.map(\.image.id) == [id ?? "\(i)"])
    }
}

/// The same numbers on every run.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
