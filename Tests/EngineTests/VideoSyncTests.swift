import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import Synchronization
import TestSupport
import Testing

/// Videos among the files of a collection.
@Suite(.timeLimit(.minutes(10))) struct VideoSyncTests {
    private static let scenes = [TestVideo.Scene(1, 1), .init(2, 1.48), .init(3, 1)]
    private static let ids = ["boat.mp4#t=0.000", "boat.mp4#t=1.000", "boat.mp4#t=2.480"]

    private func world(_ frames: FrameOptions = FrameOptions(videos: true)) async throws -> World {
        let world = try await World()
        try await world.engine.setFrames(frames, of: world.collection)
        return world
    }

    private func film(
        _ world: World, _ name: String, _ scenes: [TestVideo.Scene] = Self.scenes
    ) async throws {
        let path = "\(world.pictures.path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try await TestVideo.write(scenes, to: path)
    }

    private func ids(_ world: World) async throws -> [String] { try await world.images().map(\.id).sorted() }

    @Test func eachSceneIsAnImageThatNamesFileAndSecond() async throws {
        let world = try await world()
        try await film(world, "trips/boat.mp4")
        try world.draw(1, "still.jpg")
        let report = try await world.sync()
        #expect(report.counts == ["total": 2, "added": 2, "indexed": 4])
        #expect(report.frames == 3)
        #expect(try await ids(world) == ["still"] + Self.ids.map { "trips/" + $0 })
        let image = try await world.engine.image("trips/boat.mp4#t=1.000", in: world.collection)
        #expect(image.path == "trips/boat.mp4" && image.name == "boat.mp4")
        #expect(image.mediaType == "video/mp4" && image.contentType == "image/jpeg")
        #expect(image.width == 160 && image.height == 120)
        let frame = try #require(image.frame)
        #expect(frame.kind == .video && frame.position == 1)
        #expect(abs(try #require(frame.extent) - 3.48) < 0.01)
        let frames = try await world.engine.framesOfFile(of: image, in: world.collection)
        #expect(frames.map(\.id) == Self.ids.map { "trips/" + $0 })
        let picture = TestScene.pixels(seed: 2, width: 160, height: 120)
        let answer = try await world.engine.search(
            world.collection, for: .image(try TestScene.jpeg(picture)), options: SearchOptions(topK: 1))
        #expect(answer.matches.first?.image.id == "trips/boat.mp4#t=1.000")
    }

    @Test func withoutTheOptionVideosArePassedBy() async throws {
        let world = try await world(FrameOptions())
        try await film(world, "boat.mp4")
        try world.draw(1, "still.jpg")
        let report = try await world.sync()
        #expect(report.counts == ["total": 1, "added": 1, "indexed": 1] && report.frames == nil)
        #expect(report.passedBy == 1)
    }

    @Test func anUnchangedVideoIsNotReadAgain() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try await world.settle()
        try await world.sync()
        let opened = try OpenedFiles(in: world.pictures.path)
        #expect(try await world.sync().counts == ["total": 1, "unchanged": 1, "indexed": 3])
        #expect(opened.names() == [])
        #expect(
            try await world.sync(SyncOptions(full: true)).counts == [
                "total": 1, "unchanged": 1, "indexed": 3,
            ])
    }

    @Test func aMovedVideoKeepsItsRecords() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try await world.sync()
        var image = try await world.engine.image("boat.mp4#t=1.000", in: world.collection)
        var edit = ImageEdit()
        edit.attributes = .replaced(["who": "Ada"])
        image = try await world.engine.edit(
            image.id, edit, in: world.collection)
        try world.rename("boat.mp4", "2026/sea.mp4")
        #expect(try await world.sync().counts == ["total": 1, "renamed": 1, "indexed": 3])
        let moved = try await world.engine.image("2026/sea.mp4#t=1.000", in: world.collection)
        #expect(moved.recordID == image.recordID && moved.attributes == ["who": "Ada"])
        #expect(try await ids(world).allSatisfy { $0.hasPrefix("2026/sea.mp4#t=") })
    }

    @Test func aChangedVideoReplacesItsFrames() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try await world.sync()
        let kept = try await world.recordID("boat.mp4#t=1.000")
        try await film(world, "boat.mp4", [.init(1, 1), .init(5, 3)])
        let report = try await world.sync()
        #expect(report.counts == ["total": 1, "changed": 1, "indexed": 2])
        #expect(try await ids(world) == ["boat.mp4#t=0.000", "boat.mp4#t=1.000"])
        #expect(try await world.recordID("boat.mp4#t=1.000") == kept)
        #expect(world.collection.count == 2)
    }

    @Test func aRemovedVideoCountsAsOneFileForTheGuard() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        for seed in 0..<11 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        for seed in 0..<5 { try world.remove("\(seed).jpg") }
        try world.remove("boat.mp4")
        // 6 of 12 files are half and no more, though 8 of 14 images go.
        let report = try await world.sync()
        #expect(report.counts == ["total": 6, "unchanged": 6, "removed": 6, "indexed": 6])
    }

    @Test func anEmptyFolderOfVideosRemovesNothing() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try await world.sync()
        try world.remove("boat.mp4")
        await #expect {
            try await world.sync()
        } throws: { error in
            guard case EngineError.removalsRefused(let refusal) = error else { return false }
            return refusal.reason == .all && refusal.removed == 1
        }
        #expect(world.collection.count == 3)
    }

    @Test func aDamagedVideoIsOneBrokenImageAndLosesNothing() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try world.pictures.write(Array("no video".utf8), to: "broken.mkv")
        let report = try await world.sync()
        #expect(report.counts == ["total": 2, "added": 1, "failed": 1, "indexed": 3])
        #expect(report.problems.map(\.path) == ["broken.mkv"])
        let broken = try await world.engine.image("broken.mkv", in: world.collection)
        #expect(broken.state == .failed && broken.frame == nil)
        #expect(
            try await world.sync().counts == ["total": 2, "unchanged": 2, "known_broken": 1, "indexed": 3])
        // Mended, its frames take the broken one's place.
        try await film(world, "broken.mkv", [.init(8, 1)])
        #expect(try await world.sync().counts == ["total": 2, "unchanged": 1, "changed": 1, "indexed": 4])
        #expect(try await ids(world).contains("broken.mkv#t=0.000"))
        #expect(try await !ids(world).contains("broken.mkv"))
    }

    @Test func aVideoThatIsBrokenForAWhileKeepsItsRecords() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try await world.sync()
        let known = try await world.images().map(\.recordID)
        var edit = ImageEdit()
        edit.attributes = .replaced(["who": "Ada"])
        for id in Self.ids { _ = try await world.engine.edit(id, edit, in: world.collection) }
        let whole = try Data(contentsOf: URL(fileURLWithPath: "\(world.pictures.path)/boat.mp4"))
        try world.pictures.write(Array("half of it".utf8), to: "boat.mp4")
        #expect(try await world.sync().counts == ["total": 1, "failed": 1])
        #expect(try await ids(world) == Self.ids)
        #expect(try await world.images().allSatisfy { $0.state == .failed && $0.frame != nil })
        #expect(try await world.sync().counts == ["total": 1, "unchanged": 1, "known_broken": 1])
        try world.pictures.write([UInt8](whole), to: "boat.mp4")
        #expect(try await world.sync().counts == ["total": 1, "changed": 1, "indexed": 3])
        let images = try await world.images()
        #expect(images.map(\.recordID) == known)
        #expect(images.allSatisfy { $0.state == .ready && $0.attributes == ["who": "Ada"] })
    }

    @Test func equalVideosHaveEqualVectorsAndAreTwoFiles() async throws {
        let world = try await world()
        try await film(world, "a.mp4")
        try FileManager.default.copyItem(
            atPath: "\(world.pictures.path)/a.mp4", toPath: "\(world.pictures.path)/b.mp4")
        #expect(try await world.sync().indexed == 6)
        #expect(try await world.vector("a.mp4#t=1.000") == world.vector("b.mp4#t=1.000"))
    }

    @Test func withoutTheOptionTheFramesGoAndPicturesStayGuarded() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try world.draw(1, "still.jpg")
        try await world.sync()
        try await world.engine.setFrames(FrameOptions(), of: world.collection)
        #expect(try await world.sync().counts == ["total": 1, "unchanged": 1, "removed": 1, "indexed": 1])
        #expect(try await ids(world) == ["still"])
        try world.remove("still.jpg")
        await #expect(throws: EngineError.self) { try await world.sync() }
    }

    @Test func aFolderOfFilmsCanBeLeftOutAgain() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try await world.sync()
        try await world.engine.setFrames(FrameOptions(), of: world.collection)
        #expect(try await world.sync().counts == ["removed": 1])
        #expect(try await ids(world) == [])
    }

    @Test func framesMaySayHowFarApartTheyAre() async throws {
        let world = try await world()
        await #expect(throws: EngineError.self) {
            try await world.engine.setFrames(FrameOptions(videos: true, every: 0.1), of: world.collection)
        }
        try await world.engine.setFrames(FrameOptions(videos: true, every: 1), of: world.collection)
        try await TestVideo.ffmpeg(
            "-f lavfi -i mandelbrot=s=160x120:r=25 -t 3.2 -pix_fmt yuv420p '\(world.pictures.path)/m.mp4'")
        try await world.sync()
        #expect(try await ids(world) == (0...3).map { "m.mp4#t=\($0).000" })
        try await world.engine.setFrames(FrameOptions(videos: true, every: 2), of: world.collection)
        let first = try await world.recordID("m.mp4#t=0.000")
        #expect(try await world.sync().counts["changed"] == 1)
        #expect(try await ids(world) == ["m.mp4#t=0.000", "m.mp4#t=2.000"])
        #expect(try await world.recordID("m.mp4#t=0.000") == first)
        // Once is enough, and a renamed file follows too.
        #expect(try await world.sync().counts["unchanged"] == 1)
        try await world.engine.setFrames(FrameOptions(videos: true, every: 3), of: world.collection)
        try world.rename("m.mp4", "n.mp4")
        try await world.sync()
        try await world.sync()
        #expect(try await ids(world) == ["n.mp4#t=0.000", "n.mp4#t=3.000"])
        #expect(try await world.sync().counts["unchanged"] == 1)
    }

    /// A video that can't be read is not read again by each sync.
    @Test func aBrokenVideoIsReadOnceAtAnotherDistance() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try await world.sync()
        try world.pictures.write(Array("no video".utf8), to: "boat.mp4")
        try await world.sync()
        try await world.engine.setFrames(FrameOptions(videos: true, every: 1), of: world.collection)
        try await world.sync()
        #expect(try await world.sync().counts["unchanged"] == 1)
    }

    @Test func aProgramInTypeScriptIsNoVideo() async throws {
        let world = try await world()
        try world.pictures.write(Array("export const a = 1\n".utf8), to: "code.ts")
        try await film(world, "camera.ts")
        let report = try await world.sync()
        #expect(report.counts == ["total": 1, "added": 1, "indexed": 3] && report.passedBy == 1)
        #expect(try await world.sync().counts == ["total": 1, "unchanged": 1, "indexed": 3])
    }

    @Test func aFrameIsShownAsItWasAndNotFromAnotherFile() async throws {
        let world = try await world()
        try await film(world, "boat.mp4")
        try await world.sync()
        let image = try await world.engine.image("boat.mp4#t=1.000", in: world.collection)
        let bytes = try await world.engine.content(of: image, in: world.collection)
        let pixels = try PictureDecoder.decode(bytes).pixels
        let expected = TestScene.pixels(seed: 2, width: 160, height: 120)
        let difference = zip(pixels.bytes, expected.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        #expect(Double(difference) / Double(expected.bytes.count) < 12)
        try await film(world, "boat.mp4", [.init(9, 3)])
        await #expect(throws: EngineError.contentMissing(image.id)) {
            try await world.engine.content(of: image, in: world.collection)
        }
    }

    @Test func aStoppedSyncLeavesNoPartOfAVideo() async throws {
        let world = try await world(FrameOptions(videos: true, every: 0.5))
        try await TestVideo.ffmpeg(
            "-f lavfi -i mandelbrot=s=320x240:r=25 -t 60 -preset ultrafast '\(world.pictures.path)/long.mp4'")
        let frames = Mutex(0)
        let run = Task {
            try await world.engine.sync(
                world.collection, directory: world.pictures.path, options: SyncOptions()
            ) { progress in frames.withLock { $0 = progress.frames ?? $0 } }
        }
        try await eventually("a frame was embedded") { frames.withLock { $0 } > 0 }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(world.collection.count == 0)
        #expect(try await world.sync().frames ?? 0 > 20)
    }
}
