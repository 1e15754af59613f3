import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference
import LookalikeJSON
import TestSupport
import Testing

/// A collection has vectors of one network, whatever a network is called.
@Suite(.timeLimit(.minutes(10))) struct ModelIdentityTests {
    /// A folder with the model `mine`, a copy of `tiny`.
    private static func models() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try edit("model.json", "\"tiny\"", "\"mine\"", of: Fixtures.models + "/tiny", in: folder)
        try edit("network.xml", "", "", of: Fixtures.models + "/tiny", in: folder)
        return folder
    }

    private static func edit(
        _ name: String, _ old: String, _ new: String, of source: String, in folder: TemporaryFolder
    ) throws {
        let text = try String(contentsOfFile: "\(source)/\(name)", encoding: .utf8)
        let edited = old.isEmpty ? text : text.replacingOccurrences(of: old, with: new)
        try folder.write(Array(edited.utf8), to: "mine/\(name)")
    }

    /// Another network under the name, and its old file again.
    private static func replaceNetwork(_ folder: TemporaryFolder) throws {
        try edit("network.xml", "type=\"AvgPool\"", "type=\"MaxPool\"", of: folder.path + "/mine", in: folder)
    }

    private static func engine(_ data: TemporaryFolder, _ models: TemporaryFolder) async throws -> Engine {
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data.path
        configuration.modelFolders = [models.path]
        configuration.defaultModel = "mine"
        let backend = try OpenVINOBackend(workers: 2, cacheDirectory: data.path + "/cache/networks")
        return try await Engine(configuration, purpose: "a test", backend: backend, builtIn: [])
    }

    private static func put(_ seed: UInt64, _ engine: Engine) async throws {
        let collection = try await engine.collection(named: "c", creatingWith: nil)
        _ = try await engine.put(
            TestPicture.jpeg(seed: seed), as: "\(seed)", name: nil, attributes: nil, in: collection)
    }

    private func replacement(_ body: () async throws -> Void) async -> ModelReplacement? {
        do { try await body() } catch EngineError.modelReplaced(let replacement) { return replacement } catch
        {
            Issue.record(error)
        }
        return nil
    }

    @Test func anotherNetworkOfTheSameNameEmbedsNothing() async throws {
        let (data, models) = (try TemporaryFolder(), try Self.models())
        do { try await Self.put(1, Self.engine(data, models)) }
        try Self.replaceNetwork(models)
        do {
            let engine = try await Self.engine(data, models)
            let collection = try await engine.collection(named: "c")
            let found = await replacement { try await Self.put(2, engine) }
            #expect(found?.model == "mine" && found?.has != nil && found?.has != found?.installed)
            _ = await replacement {
                _ = try await engine.search(
                    collection, for: .image(TestPicture.jpeg(seed: 1)), options: SearchOptions(topK: 1))
            }
            _ = await replacement { _ = try await engine.newBatch(in: collection) }
            let pictures = try TemporaryFolder()
            try pictures.write(TestPicture.jpeg(seed: 3), to: "3.jpg")
            _ = await replacement { _ = try await engine.sync(collection, directory: pictures.path) }
            // What needs no network goes on.
            let answer = try await engine.search(
                collection, for: .item("1"), options: SearchOptions(topK: 1))
            #expect(answer.matches.isEmpty && collection.count == 1)
            // A new collection takes what is installed.
            let other = try await engine.createCollection(named: "other")
            _ = try await engine.put(
                TestPicture.jpeg(seed: 4), as: "4", name: nil, attributes: nil, in: other)
        }
        try Self.edit(
            "network.xml", "type=\"MaxPool\"", "type=\"AvgPool\"", of: models.path + "/mine", in: models)
        try await Self.put(2, Self.engine(data, models))
    }

    @Test func anotherPreprocessingIsAnotherModel() async throws {
        let (data, models) = (try TemporaryFolder(), try Self.models())
        do { try await Self.put(1, Self.engine(data, models)) }
        try Self.edit(
            "model.json", "\"mean\": [0.5, 0.5, 0.5]", "\"mean\": [0.1, 0.5, 0.5]", of: models.path + "/mine",
            in: models)
        let engine = try await Self.engine(data, models)
        #expect(await replacement { try await Self.put(2, engine) } != nil)
    }

    @Test func anotherDescriptionIsTheSameModel() async throws {
        let (data, models) = (try TemporaryFolder(), try Self.models())
        do { try await Self.put(1, Self.engine(data, models)) }
        try Self.edit(
            "model.json", "\"license\"", "\"version\": 2, \"license\"", of: models.path + "/mine", in: models)
        let engine = try await Self.engine(data, models)
        try await Self.put(2, engine)
        #expect(try await engine.collection(named: "c").count == 2)
    }

    /// What is kept of a compiled network is never used for another one in its place.
    @Test func theCacheOfCompiledNetworksKnowsThemByTheirBytes() async throws {
        let (data, models) = (try TemporaryFolder(), try Self.models())
        let picture = try TestPicture.jpeg(seed: 1)
        func vector() async throws -> [Float] {
            let engine = try await Self.engine(data, models)
            let model = try await engine.embedder.model(named: "mine")
            return try await engine.embedder.embed(picture, with: model, priority: .interactive).vector
        }
        let first = try await vector()
        #expect(try await vector() == first)
        try Self.replaceNetwork(models)
        let second = try await vector()
        #expect(second != first)
        #expect(try await vector() == second)
    }

    /// Collections from before identities were kept.
    @Test(arguments: [false, true]) func aCollectionWithoutOneIsAskedByItsImages(isReplaced: Bool)
        async throws
    {
        let (data, models) = (try TemporaryFolder(), try Self.models())
        do {
            for seed in 1...5 as ClosedRange<UInt64> { try await Self.put(seed, Self.engine(data, models)) }
        }
        try await SQLiteShell.run(
            "UPDATE collections SET model_identity = NULL", data.path + "/catalogue.sqlite")
        if isReplaced { try Self.replaceNetwork(models) }
        let engine = try await Self.engine(data, models)
        if isReplaced {
            let found = await replacement { try await Self.put(6, engine) }
            #expect(found != nil && found?.has == nil)
            #expect(try await engine.collection(named: "c").record.modelIdentity == nil)
        } else {
            try await Self.put(6, engine)
            #expect(try await engine.collection(named: "c").record.modelIdentity != nil)
        }
    }

    @Test func batchesWaitForTheirModel() async throws {
        let (data, models) = (try TemporaryFolder(), try Self.models())
        let id: String
        do {
            let engine = try await Self.engine(data, models)
            try await Self.put(1, engine)
            let batch = try await engine.newBatch(in: try engine.collection(named: "c"))
            for seed in 10..<20 as Range<UInt64> {
                try await batch.add(IncomingImage(id: "\(seed)", bytes: TestPicture.jpeg(seed: seed)))
            }
            id = try await batch.start().id
            await engine.jobs.shutDown()
        }
        let manifest = models.path + "/mine/model.json"
        try FileManager.default.moveItem(atPath: manifest, toPath: manifest + ".away")
        // As a job that did not end before the process did.
        try await SQLiteShell.run(
            "UPDATE jobs SET state = 'running', finished_at = NULL, done = 0, result = NULL",
            data.path + "/catalogue.sqlite")
        try #require(FileManager.default.fileExists(atPath: data.path + "/jobs/\(id)/items"))
        let engine = try await Self.engine(data, models)
        let collection = try await engine.collection(named: "c")
        #expect(try await engine.resumeJobs().map(\.id) == [id])
        try await eventually("the batch waits, and says so") {
            engine.problems.all.contains { $0.kind == .job }
        }
        await #expect(throws: EngineError.modelNotInstalled(model: "mine", collection: "c")) {
            _ = try await engine.newBatch(in: collection)
        }
        #expect(try await engine.jobs.job(id).state == .running)
        try FileManager.default.moveItem(atPath: manifest + ".away", toPath: manifest)
        let job = try await engine.jobs.finished(id)
        #expect(job.state == .succeeded && job.batchReport?.indexed == 10)
        #expect(collection.count == 11 && engine.problems.all.isEmpty)
    }
}
