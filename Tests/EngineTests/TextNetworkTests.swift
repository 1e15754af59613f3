import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference
import Synchronization
import TestSupport
import Testing

/// Which networks of the model `colours` a search loads: see Tests/Fixtures/make_word_model.py.
@Suite(.timeLimit(.minutes(10))) struct TextNetworkTests {
    private static func engine(_ data: String) async throws -> (Engine, CountingBackend) {
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data
        configuration.modelFolders = [Fixtures.wordModels]
        configuration.workers = 2
        let backend = CountingBackend(try OpenVINOBackend(workers: 2, cacheDirectory: nil))
        let engine = try await Engine(configuration, purpose: "a test", backend: backend, builtIn: [])
        return (engine, backend)
    }

    private static func search(_ engine: Engine, _ query: Query) async throws -> [String] {
        let collection = try await engine.collection(named: "c")
        return try await engine.search(collection, for: query, options: SearchOptions(topK: 3))
            .matches.map(\.image.id)
    }

    @Test func wordsNeedNoImageNetwork() async throws {
        let data = try TemporaryFolder()
        let red = try TestPicture.plain([255, 0, 0])
        do {
            let (engine, _) = try await Self.engine(data.path)
            let collection = try await engine.createCollection(
                named: "c", CollectionOptions(model: .named("colours")))
            for (word, colour) in TestPicture.colours {
                _ = try await engine.put(
                    IncomingImage(id: word, bytes: try TestPicture.plain(colour)), in: collection)
            }
        }
        let (engine, backend) = try await Self.engine(data.path)
        #expect(try await Self.search(engine, .text("red")).first == "red")
        #expect(backend.images == 0 && backend.texts == 1)
        // Nor does an image need the text network, which is loaded once.
        #expect(try await Self.search(engine, .image(red)).first == "red")
        #expect(try await Self.search(engine, .text("blue")).first == "blue")
        #expect(backend.images == 1 && backend.texts == 1)
    }

    /// Nothing can be compared with what the image network makes of it.
    @Test func wordsFindVectorsWhoseModelIsNotRecorded() async throws {
        let data = try TemporaryFolder()
        let (engine, backend) = try await Self.engine(data.path)
        let collection = try await engine.createCollection(
            named: "c", CollectionOptions(model: .named("colours"), dimension: 5))
        var vector = [Float](repeating: 0, count: collection.record.dimension)
        vector[0] = 1
        _ = try await engine.put(IncomingImage(id: "a", vector: vector), in: collection)
        #expect(try await Self.search(engine, .text("red")) == ["a"])
        #expect(backend.images == 0 && backend.texts == 1)
    }
}

/// OpenVINO, with a count of the networks that are loaded.
private final class CountingBackend: EmbeddingBackend {
    private let backend: OpenVINOBackend
    private let counts = Mutex((images: 0, texts: 0))

    init(_ backend: OpenVINOBackend) { self.backend = backend }

    var nativePrecision: Precision { backend.nativePrecision }
    var images: Int { counts.withLock { $0.images } }
    var texts: Int { counts.withLock { $0.texts } }

    func load(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision,
        maximumBatch: Int
    ) throws(EmbeddingError) -> any EmbeddingNetwork {
        counts.withLock { $0.images += 1 }
        return try backend.load(
            model, identity: identity, network: network, precision: precision, maximumBatch: maximumBatch)
    }

    func loadText(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision
    ) throws(EmbeddingError) -> any TextNetwork {
        counts.withLock { $0.texts += 1 }
        return try backend.loadText(model, identity: identity, network: network, precision: precision)
    }
}
