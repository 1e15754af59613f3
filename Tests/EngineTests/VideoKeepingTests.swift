import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikePictures
import LookalikeVectors
import TestSupport
import Testing

/// Frames stay what they are through migrations, backups and watching.
@Suite(.timeLimit(.minutes(10))) struct VideoKeepingTests {
    private static let frames = FrameOptions(videos: true)

    private func film(_ world: World, _ name: String, _ scenes: [TestVideo.Scene]) async throws {
        try await TestVideo.write(scenes, to: "\(world.pictures.path)/\(name)")
    }

    @Test func aMigrationEmbedsTheSameFramesAgain() async throws {
        let models = try OtherModels()
        let world = try await World.migrating(models)
        try await world.engine.setFrames(Self.frames, of: world.collection)
        try await film(world, "boat.mp4", [.init(1, 1), .init(2, 1), .init(3, 1)])
        try await world.sync()
        let report = try await world.engine.migrate(world.collection, to: "small")
        #expect(report.images == 3 && report.leftOut == 0)
        let now = try await world.now()
        let migrated = try await now.view.vector(of: try await world.recordID("boat.mp4#t=1.000"))
        // What a sync makes of the same frame with that model.
        let fresh = try await world.engine.createCollection(
            named: "fresh", model: "small", frames: Self.frames)
        _ = try await world.engine.sync(fresh, directory: world.pictures.path, options: SyncOptions())
        let image = try await world.engine.image("boat.mp4#t=1.000", in: fresh)
        #expect(try await fresh.view.vector(of: image.recordID) == migrated && migrated?.count == 96)
        #expect(try await world.sync().counts == ["total": 1, "unchanged": 1, "indexed": 3])
    }

    @Test func framesWhoseFileIsGoneAreListedBeforeAMigration() async throws {
        let models = try OtherModels()
        let world = try await World.migrating(models)
        try await world.engine.setFrames(Self.frames, of: world.collection)
        try await film(world, "boat.mp4", [.init(1, 1), .init(2, 1)])
        try await film(world, "car.mp4", [.init(3, 1)])
        try await world.sync()
        try world.remove("car.mp4")
        try await film(world, "boat.mp4", [.init(5, 3)])
        let unavailable = try await world.engine.unavailableImages(of: world.collection)
        #expect(unavailable.total == 3)
        let reasons = Dictionary(
            unavailable.examples.map { ($0.id, $0.reason) }, uniquingKeysWith: { a, _ in a })
        #expect(
            reasons == [
                "car.mp4#t=0.000": .missing, "boat.mp4#t=0.000": .changed, "boat.mp4#t=1.000": .changed,
            ])
    }

    @Test func aBackupHasTheFramesAndTheOption() async throws {
        let world = try await World()
        try await world.engine.setFrames(FrameOptions(videos: true, every: 7), of: world.collection)
        try await film(world, "boat.mp4", [.init(1, 1), .init(2, 1)])
        try await world.sync()
        let before = try await world.images()
        let place = try TemporaryFolder()
        _ = try await Backup.write(
            DataDirectory(world.data.path), to: "\(place.path)/all.tar", program: "a test",
            options: Backup.Options(), progress: { _ in })
        _ = try await Backup.restore("\(place.path)/all.tar", into: DataDirectory("\(place.path)/data"))
        let engine = try await TestEngine.make("\(place.path)/data")
        let collection = try await engine.collection(named: "products")
        #expect(collection.record.frames == FrameOptions(videos: true, every: 7))
        #expect(try await engine.images(in: collection, after: 0, limit: 10) == before)
        let report = try await engine.sync(collection, options: SyncOptions())
        #expect(report.counts == ["total": 1, "unchanged": 1, "indexed": 2])
    }

    @Test func aVideoThatIsWrittenSlowlyIsWaitedFor() async throws {
        let world = try await World()
        try await world.engine.setFrames(Self.frames, of: world.collection)
        try world.draw(1, "still.jpg")
        try await world.sync()
        let elsewhere = try TemporaryFolder()
        try await TestVideo.write([.init(1, 1), .init(2, 1)], to: "\(elsewhere.path)/boat.mp4")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(elsewhere.path)/boat.mp4")))
        let watching = Task {
            await CollectionWatcher(engine: world.engine, collections: .all) { _ in }.run()
        }
        defer { watching.cancel() }
        let file = try #require(fopen("\(world.pictures.path)/boat.mp4", "w"))
        fwrite(bytes, 1, bytes.count / 2, file)
        fflush(file)
        // Something else changes meanwhile and is seen.
        try world.draw(2, "other.jpg")
        try await eventually("the other picture came") { world.collection.count == 2 }
        fwrite(Array(bytes.dropFirst(bytes.count / 2)), 1, bytes.count - bytes.count / 2, file)
        fclose(file)
        try await eventually("the video came") { world.collection.count == 4 }
        #expect(try await world.images().allSatisfy { $0.state == .ready })
    }
}
