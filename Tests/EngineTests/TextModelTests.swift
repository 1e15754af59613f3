import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference
import TestSupport
import Testing

/// Text networks run, image networks can't be loaded.
private struct TextOnlyBackend: EmbeddingBackend {
    let texts: OpenVINOBackend
    var nativePrecision: Precision { texts.nativePrecision }

    func load(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision,
        maximumBatch: Int
    ) throws(EmbeddingError) -> any EmbeddingNetwork {
        throw .unusableModel(name: model.name, detail: "its image network was asked for")
    }

    func loadText(
        _ model: ModelManifest, identity: ModelIdentity, network: NetworkSource, precision: Precision
    ) throws(EmbeddingError) -> any TextNetwork {
        try texts.loadText(model, identity: identity, network: network, precision: precision)
    }
}

/// What a search by words needs of a model.
@Suite(.timeLimit(.minutes(10))) struct TextModelTests {
    private static func engine(
        _ data: String, _ backend: any EmbeddingBackend, models: String = Fixtures.wordModels
    ) async throws -> Engine {
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data
        configuration.modelFolders = [models]
        configuration.defaultModel = "colours"
        return try await Engine(configuration, purpose: "a test", backend: backend, builtIn: [])
    }

    private static let search = SearchOptions(topK: 3)

    @Test func wordsNeedNoImageNetwork() async throws {
        let data = try TemporaryFolder()
        let whole = try OpenVINOBackend(workers: 1, cacheDirectory: nil)
        do {
            let engine = try await Self.engine(data.path, whole)
            let collection = try await engine.createCollection(named: "c")
            for (word, colour) in TestPicture.colours {
                _ = try await engine.put(
                    TestPicture.plain(colour), as: word, name: nil, attributes: nil, in: collection)
            }
        }
        let engine = try await Self.engine(data.path, TextOnlyBackend(texts: whole))
        let collection = try await engine.collection(named: "c")
        let answer = try await engine.search(collection, for: .text("red"), options: Self.search)
        #expect(answer.matches.first?.image.id == "red")
        await #expect(throws: EmbeddingError.self) {
            let image = try TestPicture.jpeg(seed: 1)
            _ = try await engine.search(collection, for: .image(image), options: Self.search)
        }
    }

    /// Words of another model find nothing, though no image network says so.
    @Test func wordsOfAnotherModelOfTheNameAreRefused() async throws {
        let (data, models) = (try TemporaryFolder(), try TemporaryFolder())
        let whole = try OpenVINOBackend(workers: 1, cacheDirectory: nil)
        let folder = models.path + "/colours"
        try FileManager.default.copyItem(atPath: Fixtures.wordModels + "/colours", toPath: folder)
        do {
            let engine = try await Self.engine(data.path, whole, models: models.path)
            let collection = try await engine.createCollection(named: "c")
            _ = try await engine.put(
                TestPicture.jpeg(seed: 1), as: "1", name: nil, attributes: nil, in: collection)
        }
        let manifest = folder + "/model.json"
        let text = try String(contentsOfFile: manifest, encoding: .utf8)
        let changed = text.replacing("\"normalize\": true", with: "\"normalize\": false")
        try #require(changed != text)
        try changed.write(toFile: manifest, atomically: true, encoding: .utf8)
        let engine = try await Self.engine(data.path, whole, models: models.path)
        let collection = try await engine.collection(named: "c")
        await #expect {
            try await engine.search(collection, for: .text("red"), options: Self.search)
        } throws: { error in
            if case EngineError.modelReplaced = error { true } else { false }
        }
    }
}
