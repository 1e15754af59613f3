import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// Work of the old model that is under way when a collection changes to another one.
@Suite(.timeLimit(.minutes(10))) struct MigrationSwitchTests {
    @Test func anUploadIsEmbeddedAgain() async throws {
        let gate = Gate()
        let world = try await World.migrating(try OtherModels(), gate: gate)
        let (engine, before) = (world.engine, world.collection)
        try await world.upload(1...3)
        gate.block()
        let put = Task { try await engine.put(TestPicture.jpeg(seed: 9), as: "9", in: before) }
        try await gate.reached()
        _ = try await engine.migrate(before, to: "small")
        gate.open()
        #expect(try await put.value.isNew)
        #expect(try await world.findsNow(9, "9"))
        // Whoever still has the collection from before writes to what it has become.
        try await engine.deleteImage("1", in: before)
        _ = try await engine.label("2", attributes: ["kind": "mug"], in: before)
        _ = try await engine.put(TestPicture.jpeg(seed: 10), as: "10", in: before)
        let now = try await world.now()
        #expect(now.count == 4 && now.view.dimension == 96)
        let mugs = try await engine.search(
            now, for: .item("9"), options: SearchOptions(topK: 9, filter: AttributeFilter(["kind": ["mug"]])))
        #expect(mugs.matches.map(\.image.id) == ["2"])
        #expect(try await world.findsNow(10, "10"))
    }

    @Test func aSyncIsWaitedFor() async throws {
        let gate = Gate()
        let world = try await World.migrating(try OtherModels(), gate: gate)
        let engine = world.engine
        try await world.upload(1...3)
        for seed in 11...14 as ClosedRange<UInt64> { try world.draw(seed, "\(seed).jpg") }
        gate.block()
        let sync = try await engine.startSync(world.collection, directory: world.pictures.path)
        try await gate.reached()
        let migration = try await engine.startMigration(of: world.collection, to: "small")
        try await eventually("all that was there has a new vector") {
            try await engine.migrationStatus(of: world.collection)?.done ?? 0 >= 3
        }
        #expect(try await world.now().record.model == "tiny")
        gate.open()
        #expect(try await engine.jobs.finished(sync.id).state == .succeeded)
        let ended = try await engine.jobs.finished(migration.id)
        #expect(ended.state == .succeeded, "\(ended.error ?? "")")
        let now = try await world.now()
        #expect(now.record.model == "small" && now.count == 7)
        for seed in 11...14 as ClosedRange<UInt64> { #expect(try await world.findsNow(seed, "\(seed)")) }
        #expect(try await world.sync().counts == ["total": 4, "unchanged": 4, "indexed": 7])
    }

    /// A folder of a store that no catalogue speaks of is left, and listed.
    @Test func anUnknownStoreIsAnOrphan() async throws {
        let world = try await World.migrating(try OtherModels())
        try await world.upload(1...2)
        let folder = "\(world.data.path)/collections/\(world.collection.recordID)/store-7"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        #expect(try await world.engine.orphans().map(\.id) == ["collections/1/store-7"])
        _ = try await world.engine.migrate(world.collection, to: "small")
        #expect(try world.storeFolders() == ["store-7", "store-8"])
        #expect(try await world.engine.orphans().map(\.id) == ["collections/1/store-7"])
        _ = try await world.engine.removeOrphan("collections/1/store-7")
        #expect(try world.storeFolders() == ["store-8"])
    }
}
