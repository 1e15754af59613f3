import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// The way back from a migration, for as long as the old vectors are kept.
@Suite(.timeLimit(.minutes(10))) struct MigrationReturnTests {
    @Test func theOldVectorsComeBack() async throws {
        let world = try await World.migrating(try OtherModels())
        try await world.upload(1...5)
        let before = try await world.vector("2")
        _ = try await world.engine.migrate(world.collection, to: "small")
        #expect(try world.storeFolders() == ["store-1"])
        // What happens meanwhile counts with either model.
        let migrated = try await world.now()
        _ = try await world.engine.put(TestPicture.jpeg(seed: 6), as: "6", in: migrated)
        _ = try await world.engine.put(TestPicture.jpeg(seed: 7), as: "5", in: migrated)
        try await world.engine.deleteImage("1", in: migrated)
        _ = try await world.engine.label("3", attributes: ["kind": "mug"], in: migrated)
        let report = try await world.engine.rollBackMigration(of: migrated)
        #expect(report.model == "tiny" && report.previous == "small" && report.images == 5)
        let now = try await world.now()
        #expect(now.record.dimension == 192 && now.count == 5)
        #expect(try await now.view.vector(of: try await world.recordID("2")) == before)
        for (seed, id) in [(2, "2"), (3, "3"), (4, "4"), (7, "5"), (6, "6")] as [(UInt64, String)] {
            #expect(try await world.findsNow(seed, id))
        }
        #expect(try await world.engine.image("3", in: now).attributes == ["kind": "mug"])
        #expect(try await world.engine.migrationStatus(of: now) == nil && world.storeFolders().isEmpty)
    }

    /// The program ended after the stores had changed places, and before the job's end was noted.
    @Test func aJobWhoseWorkIsDoneSucceeds() async throws {
        let (models, data) = (try OtherModels(), try TemporaryFolder())
        let id: String
        do {
            let world = try await World.migrating(models, data: data)
            try await world.upload(1...3)
            let job = try await world.engine.startMigration(of: world.collection, to: "small")
            #expect(try await world.engine.jobs.finished(job.id).state == .succeeded)
            id = job.id
        }
        try await SQLiteShell.run(
            "UPDATE jobs SET state = 'running', result = NULL, finished_at = NULL",
            data.path + "/catalogue.sqlite")
        let engine = try await TestEngine.make(data.path) { $0.modelFolders.append(models.folder.path) }
        _ = try await engine.resumeJobs()
        let ended = try await engine.jobs.finished(id)
        #expect(ended.state == .succeeded && ended.error == nil)
        #expect(ended.result?["model"] == "small" && ended.result?["images"] == 3)
        #expect(try await engine.collection(named: "products").record.model == "small")
    }

    @Test func finishingRemovesTheOldVectors() async throws {
        let (models, data) = (try OtherModels(), try TemporaryFolder())
        do {
            let world = try await World.migrating(models, data: data)
            try await world.upload(1...4)
            _ = try await world.engine.migrate(world.collection, to: "small")
            try await world.engine.finishMigration(of: world.collection)
            let names = try FileManager.default.contentsOfDirectory(atPath: data.path + "/collections/1")
            #expect(Set(names).subtracting(["pictures"]) == ["collection.json", "store-1"])
            // And on to the next.
            let report = try await world.engine.migrate(try await world.now(), to: "tiny")
            #expect(report.previous == "small" && report.leftOut == 0)
            try await world.engine.finishMigration(of: try await world.now())
            #expect(try world.storeFolders() == ["store-2"])
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "products")
        #expect(collection.record.model == "tiny" && collection.count == 4)
        #expect(try await engine.orphans().isEmpty)
        let found = try await engine.search(collection, for: .item("2"), options: SearchOptions(topK: 9))
        #expect(found.matches.count == 3)
    }

    @Test func itNeedsTheOldModelForNewImagesOnly() async throws {
        let (models, data) = (try OtherModels(), try TemporaryFolder())
        try models.add("mine", dimension: 48)
        let world = try await World.migrating(models, data: data)
        let mine = try await world.engine.createCollection(named: "mine", model: "mine")
        for seed in 1...3 as ClosedRange<UInt64> {
            _ = try await world.engine.put(TestPicture.jpeg(seed: seed), as: "\(seed)", in: mine)
        }
        _ = try await world.engine.migrate(mine, to: "small")
        let migrated = try await world.engine.collection(named: "mine")
        _ = try await world.engine.put(TestPicture.jpeg(seed: 4), as: "4", in: migrated)
        try models.remove("mine")
        await world.engine.embedder.forget("mine")
        await #expect(throws: EngineError.migration(.modelGone(collection: "mine", model: "mine"))) {
            _ = try await world.engine.rollBackMigration(of: migrated)
        }
        // Nothing has changed, and without the new image it goes.
        #expect(try await world.engine.collection(named: "mine").record.model == "small")
        try await world.engine.deleteImage("4", in: migrated)
        let report = try await world.engine.rollBackMigration(of: migrated)
        #expect(report.model == "mine" && report.images == 3 && report.leftOut == 0)
    }
}
