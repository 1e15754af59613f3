import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeFolderWatching
import Synchronization
import TestSupport
import Testing

/// A watched collection follows its folders by itself.
@Suite(.timeLimit(.minutes(10))) struct WatchTests {
    /// What a watcher said.
    private final class Book: Sendable {
        private let notes = Mutex<[WatchNote]>([])
        var all: [WatchNote] { notes.withLock { $0 } }
        func add(_ note: WatchNote) { notes.withLock { $0.append(note) } }
    }

    /// Watches the folders of a world's collection, which has an image `0`, while `body` runs.
    private func watching(
        _ watcher: (@Sendable () -> (any FolderWatcher)?)? = nil,
        _ body: (World, Book) async throws -> Void
    ) async throws {
        let world = try await World()
        try world.draw(0, "0.jpg")
        try world.draw(1, "1.jpg")
        try await world.sync()
        let book = Book()
        let collections = CollectionWatcher(
            engine: world.engine, collections: .named(["products"]), watcher: watcher
        ) { book.add($0) }
        let task = Task { await collections.run() }
        do {
            // What came before it watched is found too.
            try world.draw(2, "2.jpg")
            try await eventually("the first look was taken") { try await world.paths()["2"] != nil }
            try await body(world, book)
        } catch {
            task.cancel()
            await task.value
            throw error
        }
        task.cancel()
        await task.value
    }

    @Test func newMovedChangedAndRemovedFilesAreFollowed() async throws {
        try await watching { world, book in
            try world.draw(10, "sub/deep/new.jpg")
            try await eventually("the new one is found") { try await world.finds(10, "new") }
            let before = try await world.recordID("0")
            try world.rename("0.jpg", "other/zero.jpg")
            try await eventually("the moved one is found") { try await world.paths()["zero"] != nil }
            #expect(try await world.recordID("zero") == before)
            try world.draw(11, "1.jpg")
            try await eventually("the changed one is found") { try await world.finds(11, "1") }
            try world.remove("sub/deep/new.jpg")
            try await eventually("the removed one is gone") { try await world.paths()["new"] == nil }
            #expect(book.all.contains { $0.text.hasSuffix(" images: 1 renamed.") && !$0.isWarning })
            #expect(book.all.allSatisfy { !$0.isWarning })
        }
    }

    @Test func aFileThatIsBeingWrittenIsWaitedFor() async throws {
        try await watching { world, _ in
            let bytes = try TestPicture.jpeg(seed: 20)
            let path = world.pictures.path + "/slow.jpg"
            let opened = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
            try #require(opened >= 0)
            let file = FileHandle(fileDescriptor: opened, closeOnDealloc: true)
            try file.write(contentsOf: bytes.prefix(bytes.count / 2))
            // Others don't wait for it, and it is not taken for broken.
            try world.draw(21, "quick.jpg")
            try await eventually("the other is found") { try await world.paths()["quick"] != nil }
            #expect(try await world.paths()["slow"] == nil)
            try file.write(contentsOf: bytes.dropFirst(bytes.count / 2))
            try file.close()
            try await eventually("it is found") { try await world.finds(20, "slow") }
            #expect(try await world.engine.image("slow", in: world.collection).mark == nil)
        }
    }

    @Test func aFileThatNobodyClosesIsTakenWhenItStays() async throws {
        try await watching { world, _ in
            let elsewhere = try TemporaryFolder()
            let original = try elsewhere.write(TestPicture.jpeg(seed: 30), to: "a.jpg")
            // A link is made in one step, and never closed.
            try world.link("linked.jpg", to: original)
            try await eventually("it is found") { try await world.finds(30, "linked") }
        }
    }

    @Test func aRootThatGoesAndComesIsFollowed() async throws {
        try await watching { world, book in
            let away = world.pictures.path + "-away"
            try FileManager.default.moveItem(atPath: world.pictures.path, toPath: away)
            try await eventually("it is offline") { !world.collection.offlineRoots.isEmpty }
            try await eventually("it is told") {
                book.all.contains { $0.isWarning && $0.text.contains(world.pictures.path) }
            }
            #expect(world.collection.count == 3)
            try Data(TestPicture.jpeg(seed: 40)).write(to: URL(fileURLWithPath: away + "/back.jpg"))
            try FileManager.default.moveItem(atPath: away, toPath: world.pictures.path)
            try await eventually("what came meanwhile is found") { try await world.finds(40, "back") }
            #expect(world.collection.offlineRoots.isEmpty)
            try world.draw(41, "later.jpg")
            try await eventually("it is watched again") { try await world.finds(41, "later") }
        }
    }

    /// A file that has moved is left out while it may still be written: its record waits for it.
    @Test func aMovedFileThatIsNotCompleteKeepsItsRecord() async throws {
        let world = try await World()
        for seed in 0..<4 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        let before = try await world.recordID("0")
        try world.rename("0.jpg", "other/zero.jpg")
        try world.remove("1.jpg")
        var options = SyncOptions()
        options.unsettled = [world.pictures.path + "/other/zero.jpg"]
        let first = try await world.sync(options)
        #expect(first.removed == 1 && first.renamed == 0)
        #expect(try await world.recordID("0") == before)
        let second = try await world.sync()
        #expect(second.removed == 0 && second.renamed == 1)
        #expect(try await world.recordID("zero") == before)
    }

    @Test func anAddedRootIsWatched() async throws {
        try await watching { world, _ in
            let other = try TemporaryFolder()
            try other.write(TestPicture.jpeg(seed: 50), to: "a.jpg")
            _ = try await world.engine.addRoot(other.path, to: world.collection)
            try await eventually("its images are found") { try await world.finds(50, "a") }
            try other.write(TestPicture.jpeg(seed: 51), to: "b.jpg")
            try await eventually("it is watched") { try await world.finds(51, "b") }
            let before = try await world.recordID("b")
            try FileManager.default.moveItem(
                atPath: other.path + "/b.jpg", toPath: world.pictures.path + "/moved.jpg")
            try await eventually("the move is found") { try await world.paths()["moved"] != nil }
            #expect(try await world.recordID("moved") == before)
        }
    }

    @Test func removalsThatAreRefusedAreTold() async throws {
        try await watching { world, book in
            for name in ["0.jpg", "1.jpg", "2.jpg"] { try world.remove(name) }
            try world.pictures.write([1], to: "notes.txt")
            try await eventually("it is told") {
                book.all.contains { $0.isWarning && $0.text.contains("would remove all 3 images") }
            }
            #expect(world.collection.count == 3)
        }
    }

    /// A watcher that tells what a test wants.
    private final class Script: FolderWatcher {
        let events: AsyncStream<FolderEvent>
        private let continuation: AsyncStream<FolderEvent>.Continuation
        private let ids = Mutex<[Int64]>([])

        init() { (events, continuation) = AsyncStream.makeStream(of: FolderEvent.self) }

        func watch(_ path: String, as id: Int64) { ids.withLock { $0.append(id) } }
        func unwatch(_ id: Int64) {}
        func stop() { continuation.finish() }

        func tell(_ kind: FolderEvent.Kind) {
            for id in ids.withLock({ $0 }) { continuation.yield(FolderEvent(folder: id, kind: kind)) }
        }
    }

    /// Where they are off, a video that is copied into a folder starts no sync; where they are on, it does.
    @Test func videosWakeItWhereTheyAreWanted() async throws {
        let (world, folder, script) = (try await World(), try TemporaryFolder(), Script())
        try world.draw(0, "0.jpg")
        try await world.sync()
        let films = try await world.engine.createCollection(
            named: "films", directory: folder.path, frames: FrameOptions(videos: true))
        func synced(_ name: String) async throws -> Date? {
            try await world.engine.collection(named: name).record.lastSync
        }
        let first = try await synced("products")
        let watcher = CollectionWatcher(
            engine: world.engine, collections: .all, watcher: { script }, log: { _ in })
        let task = Task { await watcher.run() }
        // Each is looked at once; from then on nothing happens but what the script tells.
        try await eventually("both were looked at") {
            let times = (try await synced("products"), try await synced("films"))
            return times.0 != first && times.1 != nil
        }
        let before = try await synced("products")
        for place in [world.pictures.path, folder.path] {
            try await TestVideo.write([.init(1, 1)], to: place + "/clip.mp4")
            script.tell(.made(place + "/clip.mp4"))
            script.tell(.written(place + "/clip.mp4"))
        }
        try await eventually("the video is found where it is wanted") { films.count > 0 }
        #expect(try await synced("products") == before)
        // Once they are wanted, it is taken without another change.
        try await world.engine.setFrames(FrameOptions(videos: true), of: world.collection)
        try await eventually("the video is found") {
            try await world.paths().keys.contains { $0.hasPrefix("clip.mp4#") }
        }
        task.cancel()
        await task.value
    }

    @Test func missedEventsLeadToALookAtEverything() async throws {
        let script = Script()
        let made: @Sendable () -> (any FolderWatcher)? = { script }
        try await watching(made) { world, book in
            try world.draw(60, "missed.jpg")
            script.tell(.missed("Too much changed."))
            try await eventually("it is found") { try await world.finds(60, "missed") }
            #expect(book.all.contains(WatchNote(text: "Too much changed.", isWarning: true)))
            try world.draw(61, "unwatched.jpg")
            script.tell(.unwatched("Too many folders."))
            try await eventually("it is found") { try await world.finds(61, "unwatched") }
            #expect(book.all.contains(WatchNote(text: "Too many folders.", isWarning: true)))
        }
    }
}
