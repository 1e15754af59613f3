import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeEvaluation
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// A collection gets vectors of another model and stays what it is otherwise.
@Suite(.timeLimit(.minutes(10))) struct ModelMigrationTests {
    @Test func everyImageHasAVectorOfTheOtherModel() async throws {
        let models = try OtherModels()
        let world = try await World.migrating(models)
        try await world.upload(1...5)
        for seed in 11...15 as ClosedRange<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        let report = try await world.engine.migrate(world.collection, to: "small")
        #expect(report.model == "small" && report.previous == "tiny")
        #expect(report.images == 10 && report.leftOut == 0 && report.keptOld)
        #expect((report.quality?.overlap ?? -1) >= 0 && report.quality?.before == nil)
        let now = try await world.now()
        #expect(now.record.model == "small" && now.record.dimension == 96 && now.count == 10)
        for seed in Array(1...5) + Array(11...15) as [UInt64] {
            #expect(try await world.findsNow(seed, "\(seed)"))
        }
        // Who has the collection from before still searches the vectors that fit its queries.
        #expect(try await world.finds(3, "3"))
        #expect(try await world.sync().counts == ["total": 5, "unchanged": 5, "indexed": 10])
    }

    @Test func itIsTheSameAfterARestart() async throws {
        let (models, data) = (try OtherModels(), try TemporaryFolder())
        let expected: [Float]?
        do {
            let world = try await World.migrating(models, data: data)
            try await world.upload(1...5)
            _ = try await world.engine.migrate(world.collection, to: "small")
            let collection = try await world.now()
            expected = try await collection.view.vector(of: try await world.recordID("4"))
        }
        let json = try Data(contentsOf: URL(fileURLWithPath: data.path + "/collections/1/collection.json"))
        let described = try JSONDecoder().decode([String: JSONValue].self, from: json)
        #expect(described["model"] == "small" && described["dimension"] == 96 && described["store"] == 1)
        let engine = try await TestEngine.make(data.path) { $0.modelFolders.append(models.folder.path) }
        let collection = try await engine.collection(named: "products")
        let recordID = try await engine.image("4", in: collection).recordID
        #expect(try await collection.view.vector(of: recordID) == expected)
        #expect(expected?.count == 96 && collection.count == 5)
        let answer = try await engine.search(collection, for: .item("4"), options: SearchOptions(topK: 9))
        #expect(answer.matches.count == 4 && answer.damaged == 0)
        #expect(try await engine.orphans().isEmpty && engine.problems.all.isEmpty)
    }

    /// A store that keeps labels gets those of the records.
    @Test func anyStorageCanDoIt() async throws {
        let (models, data, storage) = (try OtherModels(), try TemporaryFolder(), MemoryStorage())
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data.path
        configuration.modelFolders = [Fixtures.models, models.folder.path]
        configuration.defaultModel = "tiny"
        let engine = try await Engine(
            configuration, purpose: "a test", backend: Gate().backend, builtIn: [],
            storage: storage)
        let collection = try await engine.createCollection(named: "c")
        for seed in 1...6 as ClosedRange<UInt64> {
            let colour: JSONValue = seed % 2 == 0 ? "red" : "blue"
            _ = try await engine.put(
                TestPicture.jpeg(seed: seed), as: "\(seed)", attributes: ["colour": colour], in: collection)
        }
        _ = try await engine.migrate(collection, to: "small")
        let now = try await engine.collection(named: "c")
        let answer = try await engine.search(
            now, for: .image(TestPicture.jpeg(seed: 2)),
            options: SearchOptions(topK: 9, filter: AttributeFilter(["colour": ["red"]])))
        #expect(answer.matches.map(\.image.id).sorted() == ["2", "4", "6"])
        #expect(answer.matches.first?.image.id == "2" && now.view.dimension == 96)
        #expect(storage.storeCount == 2)
        try await engine.finishMigration(of: now)
        #expect(storage.storeCount == 1)
    }

    @Test func categoriesAreMeansOfTheNewVectors() async throws {
        let world = try await World.migrating(try OtherModels())
        for seed in 1...6 as ClosedRange<UInt64> {
            var image = IncomingImage(id: "\(seed)", bytes: try TestPicture.jpeg(seed: seed))
            image.category = .named(seed % 2 == 0 ? "even" : "odd")
            _ = try await world.engine.put(image, in: world.collection)
        }
        let report = try await world.engine.migrate(world.collection, to: "large")
        #expect(report.quality?.label == "category" && report.quality?.images == 6)
        #expect(report.quality?.before?.queries == 6 && report.quality?.after?.queries == 6)
        let now = try await world.now()
        #expect(now.categories.map(\.count) == [3, 3])
        #expect(try await world.engine.rebuildPrototypes(in: now).largestDifference < 1e-6)
        // A prototype is compared with queries of the new model.
        var options = SearchOptions(topK: 1)
        options.nearestCategories = 1
        let answer = try await world.engine.search(
            now, for: .image(TestPicture.jpeg(seed: 1)), options: options)
        #expect(answer.nearestCategories?.count == 1 && !answer.matches.isEmpty)
    }

    @Test func qualityIsMeasuredByAnAttribute() async throws {
        let world = try await World.migrating(try OtherModels())
        for seed in 1...6 as ClosedRange<UInt64> {
            // Pairs of the same picture are each other's nearest, whatever the model.
            _ = try await world.engine.put(
                TestPicture.jpeg(seed: seed / 2), as: "\(seed)", attributes: ["kind": .int(Int(seed / 2))],
                in: world.collection)
        }
        var options = MigrationOptions()
        options.label = "kind"
        let quality = try await world.engine.migrate(world.collection, to: "small", options: options).quality
        #expect(quality?.label == "kind" && quality?.images == 4)
        #expect(quality?.before?.precisionAt1 == 1 && quality?.after?.precisionAt1 == 1)
        let status = try await world.engine.migrationStatus(of: try await world.now())
        #expect(status?.quality == quality && status?.phase == .switched)
    }

    @Test func metricAndIndexCanChangeToo() async throws {
        let world = try await World.migrating(try OtherModels())
        try await world.upload(1...5)
        var options = MigrationOptions()
        (options.metric, options.indexKind, options.keepsOld) = (.l2, .flat, false)
        let report = try await world.engine.migrate(world.collection, to: "tiny", options: options)
        #expect(!report.keptOld)
        let now = try await world.now()
        #expect(now.metric == .l2 && now.record.indexKind == "flat" && now.record.model == "tiny")
        let answer = try await world.engine.search(
            now, for: .image(TestPicture.jpeg(seed: 2)), options: SearchOptions(topK: 1))
        #expect(answer.matches.first?.image.id == "2" && abs(answer.matches.first?.score ?? 1) < 1e-4)
        #expect(try await world.engine.migrationStatus(of: now) == nil)
    }

    @Test func whatCanNotBeDoneIsToldBefore() async throws {
        let world = try await World.migrating(try OtherModels())
        let (engine, name) = (world.engine, "products")
        try await world.upload(1...3)
        func refusal(_ body: () async throws -> Void) async -> MigrationError? {
            do { try await body() } catch EngineError.migration(let error) { return error } catch {
                Issue.record(error)
            }
            return nil
        }
        let same = await refusal { _ = try await engine.migrate(world.collection, to: "tiny") }
        #expect(same == .sameModel(collection: name, model: "tiny"))
        await #expect(throws: EmbeddingError.self) {
            _ = try await engine.migrate(world.collection, to: "none of that name")
        }
        #expect(
            await refusal { try await engine.finishMigration(of: world.collection) }
                == .none(collection: name))
        #expect(
            await refusal { try await engine.cancelMigration(of: world.collection) }
                == .none(collection: name))
        _ = try await engine.migrate(world.collection, to: "small")
        let now = try await world.now()
        #expect(
            await refusal { _ = try await engine.migrate(now, to: "large") } == .kept(collection: name))
        #expect(await refusal { try await engine.cancelMigration(of: now) } == .kept(collection: name))
        try await engine.finishMigration(of: now)
        #expect(await refusal { _ = try await engine.rollBackMigration(of: now) } == .none(collection: name))
    }
}
