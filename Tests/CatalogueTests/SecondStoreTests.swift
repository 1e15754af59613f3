import LookalikeCatalogue
import Testing

/// The vectors of a collection's second store, and the moment when the stores change places.
@Suite(.timeLimit(.minutes(10))) struct SecondStoreTests {
    private func migration(_ scene: Scene) -> MigrationRecord {
        let store = StoreDescription(
            number: 1, identity: "second", model: "small", modelIdentity: "id", dimension: 96, metric: "l2",
            indexKind: "auto", indexParameters: ["latency_ms": 5])
        return MigrationRecord(
            collection: scene.collection.recordID, second: store, details: ["a": 1], createdAt: someDay)
    }

    @Test(arguments: Driver.allCases) func aMigrationIsKept(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (catalogue, id) = (scene.catalogue, scene.collection.recordID)
        var migration = migration(scene)
        #expect(try await catalogue.migration(of: id) == nil)
        try await catalogue.put(migration)
        #expect(try await catalogue.migration(of: id) == migration)
        (migration.phase, migration.details) = (.removing, [:])
        try await catalogue.put(migration)
        #expect(try await catalogue.migrations() == [migration])
        var other = migration
        other.collection = id + 1
        try await catalogue.put(other)
        #expect(try await catalogue.migrations() == [migration])
        try await catalogue.endMigration(of: id)
        #expect(try await catalogue.migrations().isEmpty)
    }

    @Test(arguments: Driver.allCases) func whatIsLackingIsListed(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (catalogue, id) = (scene.catalogue, scene.collection.recordID)
        let images = try await scene.add("a", "b", "c")
        try await scene.add("broken") { ($0.state, $0.vector) = (.failed, nil) }
        func lacking() async throws -> [String] {
            try await catalogue.imagesToMigrate(in: id, after: 0, limit: 10).map(\.id)
        }
        #expect(try await lacking() == ["a", "b", "c"])
        #expect(
            try await catalogue.imagesToMigrate(in: id, after: images[0].recordID, limit: 1).map(\.id) == [
                "b"
            ])
        try await catalogue.note(
            [
                SecondVector(recordID: images[1].recordID, reference: 0, beside: images[1].vector!),
                SecondVector(recordID: images[0].recordID, reference: 1, beside: images[0].vector!),
                SecondVector(recordID: 99, reference: 2, beside: 7),
            ], in: id)
        #expect(try await lacking() == ["c"] && catalogue.migratedCount(in: id) == 2)
        // Another vector in its place makes the second one outdated; another id does not.
        var (a, b) = (images[0], images[1])
        (a.id, b.vector) = ("renamed", 9)
        try await catalogue.apply([.put(a), .put(b)], updating: nil)
        #expect(try await lacking() == ["b", "c"])
        #expect(
            try await catalogue.secondVectors(in: id) == [VectorRecord(recordID: a.recordID, reference: 1)])
        try await catalogue.apply([.delete(recordID: a.recordID)], updating: nil)
        #expect(try await catalogue.secondVectors(in: id).isEmpty)
    }

    @Test(arguments: Driver.allCases) func storesChangePlaces(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (catalogue, id) = (scene.catalogue, scene.collection.recordID)
        let cats = CategoryRecord(id: 1, name: "cats", createdAt: someDay)
        try await catalogue.apply([], categories: [.create(cats)], of: id, updating: nil)
        let images = try await scene.add("a", "b", "c") { $0.attributes = ["kind": "mug"] }
        try await scene.add("broken") { ($0.state, $0.vector) = (.failed, nil) }
        try await catalogue.note(
            [
                SecondVector(recordID: images[0].recordID, reference: 5, beside: images[0].vector!),
                SecondVector(recordID: images[1].recordID, reference: 4, beside: 77),
            ], in: id)
        let counts = try await catalogue.counts(in: id)
        var (record, migration) = (scene.collection, migration(scene))
        let first = record.store
        (record.store, migration.second, migration.phase) = (migration.second, first, .switched)
        let prototype = PrototypeRecord(category: 1, count: 1, sum: [1, 2])
        try await catalogue.switchStores(of: record, migration, prototypes: [prototype])

        #expect(try await catalogue.collection(named: "products")?.store == record.store)
        #expect(try await catalogue.migration(of: id) == migration)
        #expect(try await catalogue.prototypes(in: id) == [prototype])
        let now = try await catalogue.images(recordIDs: images.map(\.recordID))
        #expect(now.map(\.vector) == [5, ImageRecord.missingVector, ImageRecord.missingVector])
        #expect(now.map(\.attributes) == images.map(\.attributes))
        #expect(try await catalogue.counts(in: id) == counts)
        // The way back: everything is as it was.
        #expect(try await catalogue.migratedCount(in: id) == 3)
        #expect(try await catalogue.secondVectors(in: id).map(\.reference) == images.map(\.vector))
        let second = record.store
        (record.store, migration.second) = (first, second)
        try await catalogue.switchStores(of: record, migration, prototypes: [])
        #expect(try await catalogue.images(recordIDs: images.map(\.recordID)) == images)
        #expect(try await catalogue.collection(named: "products") == scene.collection)
    }

    @Test(arguments: Driver.allCases) func nothingIsLeftOfADeletedCollection(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (catalogue, id) = (scene.catalogue, scene.collection.recordID)
        let images = try await scene.add("a")
        try await catalogue.put(migration(scene))
        try await catalogue.note(
            [SecondVector(recordID: images[0].recordID, reference: 0, beside: 0)], in: id)
        try await catalogue.deleteCollection(id)
        #expect(try await catalogue.migrations().isEmpty)
        #expect(try await catalogue.migratedCount(in: id) == 0)
    }
}
