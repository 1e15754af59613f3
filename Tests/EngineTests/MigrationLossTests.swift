import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// Images that another model can't make vectors of: nothing is lost unless it was asked for.
@Suite(.timeLimit(.minutes(10))) struct MigrationLossTests {
    private func refused(_ body: () async throws -> Void) async throws -> UnavailableImages? {
        do { try await body() } catch EngineError.migration(.imagesUnavailable(let images)) { return images }
        return nil
    }

    private var dropping: MigrationOptions {
        var options = MigrationOptions()
        options.dropsMissing = true
        return options
    }

    @Test func vectorsOfClientsAreListedAndCanComeBack() async throws {
        let world = try await World.migrating(try OtherModels())
        let engine = world.engine
        try await world.upload(1...3)
        for number in 1...4 {
            let vector = (0..<192).map { Float(($0 * number) % 7) - 3 }
            _ = try await engine.put(IncomingImage(id: "v\(number)", vector: vector), in: world.collection)
        }
        let before = try await world.vector("v2")
        let found = try await refused { _ = try await engine.migrate(world.collection, to: "small") }
        #expect(found?.count == 4 && found?.total == 7 && found?.reasons == ["vector_only": 4])
        #expect(found?.examples.map(\.id) == ["v1", "v2", "v3", "v4"])
        #expect(try await engine.migrationStatus(of: world.collection) == nil)
        #expect(try await engine.unavailableImages(of: world.collection) == found)

        let report = try await engine.migrate(world.collection, to: "small", options: dropping)
        #expect(report.leftOut == 4)
        let migrated = try await world.now()
        let answer = try await engine.search(migrated, for: .item("1"), options: SearchOptions(topK: 9))
        #expect(answer.matches.count == 2 && answer.damaged == 4)
        // They are still there.
        #expect(try await engine.image("v2", in: migrated).source == .vector)
        _ = try await engine.rollBackMigration(of: migrated)
        #expect(try await world.now().count == 7)
        #expect(try await world.now().view.vector(of: try await world.recordID("v2")) == before)
    }

    @Test func aCollectionOfVectorsOnlyKeepsItsRecords() async throws {
        let world = try await World.migrating(try OtherModels())
        let vectors = try await world.engine.createCollection(
            named: "vectors", CollectionOptions(model: .none, dimension: 8))
        for number in 1...3 {
            let vector = (0..<8).map { Float($0 * number) + 1 }
            _ = try await world.engine.put(IncomingImage(id: "\(number)", vector: vector), in: vectors)
        }
        let found = try await refused { _ = try await world.engine.migrate(vectors, to: "small") }
        #expect(found?.count == 3)
        let report = try await world.engine.migrate(vectors, to: "small", options: dropping)
        #expect(report.images == 0 && report.leftOut == 3 && report.previous == nil)
        // An image in the place of a vector is found.
        let now = try await world.engine.collection(named: "vectors")
        _ = try await world.engine.put(TestPicture.jpeg(seed: 1), as: "2", in: now)
        let answer = try await world.engine.search(
            now, for: .image(TestPicture.jpeg(seed: 1)), options: SearchOptions(topK: 3))
        #expect(answer.matches.map(\.image.id) == ["2"] && answer.damaged == 2)
    }

    @Test func aFileThatComesBackIsHealedByASync() async throws {
        let world = try await World.migrating(try OtherModels())
        for seed in 1...4 as ClosedRange<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        let aside = try TemporaryFolder()
        let (path, kept) = (world.pictures.path + "/3.jpg", aside.path + "/3.jpg")
        try FileManager.default.moveItem(atPath: path, toPath: kept)
        let found = try await refused { _ = try await world.engine.migrate(world.collection, to: "small") }
        #expect(found?.reasons == ["missing": 1] && found?.examples.map(\.id) == ["3"])
        #expect(try await world.engine.migrate(world.collection, to: "small", options: dropping).leftOut == 1)
        #expect(try await !world.findsNow(3, "3"))
        try FileManager.default.moveItem(atPath: kept, toPath: path)
        let report = try await world.sync()
        #expect(report.removed == 0 && report.indexed == 4)
        #expect(try await world.findsNow(3, "3"))
    }

    /// Only the bytes tell that a file has changed.
    @Test func aChangedFileStopsItBeforeTheSwitch() async throws {
        let world = try await World.migrating(try OtherModels())
        for seed in 1...4 as ClosedRange<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        let path = world.pictures.path + "/2.jpg"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        // The density, which no decoder looks at.
        bytes[15] ^= 2
        try bytes.write(to: URL(fileURLWithPath: path))
        let found = try await refused { _ = try await world.engine.migrate(world.collection, to: "small") }
        #expect(found?.reasons == ["changed": 1])
        #expect(try await world.now().record.model == "tiny")
        // A sync reads it; then the migration goes on.
        #expect(try await world.sync().changed == 1)
        #expect(try await world.engine.migrate(world.collection, to: "small").leftOut == 0)
        #expect(try await world.now().count == 4)
    }

    @Test func anotherNetworkOfTheSameNameIsAMigrationToo() async throws {
        let (models, data) = (try OtherModels(), try TemporaryFolder())
        try models.add("mine", dimension: 96)
        do {
            let world = try await World.migrating(models, data: data)
            let mine = try await world.engine.createCollection(named: "mine", model: "mine")
            _ = try await world.engine.put(TestPicture.jpeg(seed: 1), as: "1", in: mine)
            try await world.engine.deleteCollection(named: "products")
        }
        try models.add("mine", dimension: 48, version: 2)
        let world = try await World.migrating(models, data: data)
        let mine = try await world.engine.collection(named: "mine")
        await #expect(throws: (any Error).self) {
            _ = try await world.engine.put(TestPicture.jpeg(seed: 2), as: "2", in: mine)
        }
        _ = try await world.engine.migrate(mine, to: "mine")
        let now = try await world.engine.collection(named: "mine")
        #expect(now.record.dimension == 48 && now.record.modelIdentity != mine.record.modelIdentity)
        _ = try await world.engine.put(TestPicture.jpeg(seed: 2), as: "2", in: now)
        let answer = try await world.engine.search(
            now, for: .image(TestPicture.jpeg(seed: 2)), options: SearchOptions(topK: 1))
        #expect(answer.matches.first?.image.id == "2")
    }
}
