import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// What happens while a collection is being migrated.
@Suite(.timeLimit(.minutes(10))) struct DuringMigrationTests {
    /// A migration to `small` that waits at its first image.
    private struct Scene {
        let models: OtherModels
        let world: World
        let gate = Gate()
        let job: Job

        init(files: ClosedRange<UInt64> = 11...14) async throws {
            models = try OtherModels()
            world = try await World.migrating(models, gate: gate)
            try await world.upload(1...5)
            for seed in files { try world.draw(seed, "\(seed).jpg") }
            try await world.sync()
            gate.block()
            job = try await world.engine.startMigration(of: world.collection, to: "small")
            try await gate.reached()
        }

        func finished() async throws -> Job {
            gate.open()
            return try await world.engine.jobs.finished(job.id)
        }
    }

    @Test func searchesAndWritesGoOn() async throws {
        let scene = try await Scene()
        let (world, engine) = (scene.world, scene.world.engine)
        let collection = try await world.now()
        #expect(collection.record.model == "tiny")
        #expect(try await world.findsNow(3, "3"))
        let status = try await engine.migrationStatus(of: collection)
        #expect(status?.phase == .filling && status?.isRunning == true && status?.job == scene.job.id)
        _ = try await engine.put(TestPicture.jpeg(seed: 21), as: "21", in: collection)
        _ = try await engine.put(TestPicture.jpeg(seed: 22), as: "1", in: collection)
        _ = try await engine.label("2", attributes: ["kind": "mug"], category: .named("mugs"), in: collection)
        try await engine.deleteImage("4", in: collection)
        try world.draw(23, "23.jpg")
        try world.draw(24, "12.jpg")
        try world.remove("14.jpg")
        #expect(try await world.sync().counts["added"] == 1)
        #expect(try await scene.finished().state == .succeeded)
        let now = try await world.now()
        #expect(now.record.model == "small" && now.count == 9)
        for (seed, id) in [
            (22, "1"), (2, "2"), (3, "3"), (5, "5"), (21, "21"), (11, "11"), (24, "12"), (13, "13"),
            (23, "23"),
        ] as [(UInt64, String)] {
            #expect(try await world.findsNow(seed, id), "\(id)")
        }
        #expect(try await engine.image("2", in: now).attributes == ["kind": "mug"])
        #expect(now.categories.map(\.count) == [1])
    }

    @Test func cancellingLeavesWhatWas() async throws {
        let scene = try await Scene()
        let world = scene.world
        #expect(try world.storeFolders() == ["store-1"])
        let cancelling = Task { try await world.engine.cancelMigration(of: world.collection) }
        scene.gate.open()
        try await cancelling.value
        #expect(try await world.engine.jobs.job(scene.job.id).state == .cancelled)
        #expect(try await world.engine.migrationStatus(of: world.collection) == nil)
        #expect(try world.storeFolders().isEmpty)
        #expect(try await world.findsNow(3, "3"))
        #expect(try await world.engine.migrate(world.collection, to: "large").images == 9)
    }

    @Test func aCollectionCanBeDeleted() async throws {
        let scene = try await Scene()
        let (world, engine) = (scene.world, scene.world.engine)
        try await engine.deleteCollection(named: "products")
        let again = try await engine.createCollection(named: "products")
        let job = try await scene.finished()
        #expect(job.state == .failed && job.error?.contains("products") == true)
        #expect(again.record.model == "tiny")
        #expect(try await engine.migrationStatus(of: again) == nil)
        let folders = try FileManager.default.contentsOfDirectory(atPath: world.data.path + "/collections")
        #expect(folders == ["\(again.recordID)"])
    }

    @Test func onlyOneAtATime() async throws {
        let scene = try await Scene()
        let (world, engine) = (scene.world, scene.world.engine)
        let running = EngineError.migration(.running(collection: "products"))
        await #expect(throws: running) { _ = try await engine.migrate(world.collection, to: "small") }
        await #expect(throws: running) { try await engine.finishMigration(of: world.collection) }
        await #expect(throws: running) {
            try await engine.setModel(.named("large"), of: world.collection)
        }
        #expect(try await scene.finished().state == .succeeded)
    }

    /// A process that ends in the middle, and a model that is gone when the next one starts.
    @Test(arguments: [false, true]) func theNextProcessGoesOnIfItCan(hasModel: Bool) async throws {
        let (models, data) = (try OtherModels(), try TemporaryFolder())
        let job: Job
        do {
            let gate = Gate()
            let world = try await World.migrating(models, gate: gate, data: data)
            try await world.upload(1...9)
            gate.block()
            job = try await world.engine.startMigration(of: world.collection, to: "small")
            try await gate.reached()
            let ending = Task { await world.engine.jobs.shutDown() }
            gate.open()
            await ending.value
        }
        if !hasModel { try models.remove("small") }
        var configuration = EngineConfiguration()
        configuration.dataDirectory = data.path
        configuration.modelFolders = [Fixtures.models, models.folder.path]
        let engine = try await Engine(
            configuration, purpose: "a test", backend: Gate().backend, builtIn: [])
        _ = try await engine.resumeJobs()
        let ended = try await engine.jobs.finished(job.id)
        let collection = try await engine.collection(named: "products")
        if hasModel {
            #expect(ended.state == .succeeded && collection.record.model == "small")
            #expect(collection.count == 9)
        } else {
            let gone = MigrationError.modelGone(collection: "products", model: "small")
            #expect(ended.state == .failed && ended.error == gone.description)
            #expect(collection.record.model == "tiny" && collection.count == 9)
            await #expect(throws: EngineError.migration(gone)) {
                _ = try await engine.migrate(collection, to: "small")
            }
            try await engine.cancelMigration(of: collection)
            #expect(try await engine.migrationStatus(of: collection) == nil)
        }
    }
}
