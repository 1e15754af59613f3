import Foundation
import Lookalike
import TestSupport
import Testing

/// Collections that are kept the same as a folder.
@Suite(.timeLimit(.minutes(10))) struct FolderTests {
    let place: Place

    init() throws {
        place = try Place()
    }

    @Test func aSyncFollowsTheFolder() async throws {
        for seed in 1...3 as ClosedRange<UInt64> { try place.draw(seed, "\(seed).jpg") }
        try place.write(Array("no image".utf8), "pictures/broken.jpg")
        let store = try await place.store()
        let photos = try await store.collection(named: "photos", creating: NewCollection())
        let first = try await photos.sync(place.pictures)
        #expect([first.total, first.added, first.failed, first.indexed] == [4, 3, 1, 3] as [Int])
        #expect(first.problems.map(\.path) == ["broken.jpg"])

        try FileManager.default.removeItem(at: place.pictures.appending(path: "1.jpg"))
        try FileManager.default.moveItem(
            at: place.pictures.appending(path: "2.jpg"), to: place.pictures.appending(path: "two.jpg"))
        try place.draw(4, "3.jpg")
        var dry = FolderSync()
        dry.isDryRun = true
        try await photos.sync(options: dry)
        #expect(try await photos.image("1") != nil)

        let second = try await photos.sync()
        #expect([second.removed, second.renamed, second.changed, second.indexed] == [1, 1, 1, 2] as [Int])
        let found = try await photos.search(.bytes(try TestPicture.jpeg(seed: 2)), k: 1).matches
        #expect(found.map(\.score) == [1])
        #expect(found.map { $0.image.file?.lastPathComponent } == ["two.jpg"])
        #expect(try await photos.information.folder?.lastPathComponent == "pictures")
        await store.close()
    }

    @Test func aFolderThatLooksEmptyRemovesNothing() async throws {
        try place.draw(1, "1.jpg")
        try place.draw(2, "2.jpg")
        let store = try await place.store()
        let photos = try await store.collection(named: "photos", creating: NewCollection())
        try await photos.sync(place.pictures)
        for name in ["1.jpg", "2.jpg"] {
            try FileManager.default.removeItem(at: place.pictures.appending(path: name))
        }
        let error = await #expect(throws: LookalikeError.self) { try await photos.sync() }
        #expect(error?.kind == "removalsRefused")
        #expect(error?.description.contains("FolderSync.allowsRemovals") == true)
        #expect(try await photos.count == 2)
        var options = FolderSync()
        options.allowsRemovals = true
        let summary = try await photos.sync(options: options)
        #expect([summary.removed, summary.indexed] == [2, 0] as [Int])
        await store.close()
    }

    @Test func anotherFolderReplacesTheFirstIfItIsMeant() async throws {
        try place.draw(1, "a/1.jpg")
        try place.draw(2, "b/2.jpg")
        let store = try await place.store()
        let photos = try await store.collection(named: "photos", creating: NewCollection())
        let noFolder = await #expect(throws: LookalikeError.self) { try await photos.sync() }
        #expect(noFolder?.kind == "folderUnreadable")
        let missing = await #expect(throws: LookalikeError.self) {
            try await photos.sync(place.pictures.appending(path: "missing"))
        }
        #expect(missing?.kind == "folderUnreadable")

        try await photos.sync(place.pictures.appending(path: "a"))
        let other = place.pictures.appending(path: "b")
        let error = await #expect(throws: LookalikeError.self) { try await photos.sync(other) }
        #expect(error?.kind == "otherFolder")
        var options = FolderSync()
        options.replacesFolder = true
        let summary = try await photos.sync(other, options: options)
        #expect([summary.added, summary.removed, summary.indexed] == [1, 1, 1] as [Int])
        await store.close()
    }

    @Test func aCollectionHasSeveralFolders() async throws {
        try place.draw(1, "a/1.jpg")
        try place.draw(2, "b/2.jpg")
        let store = try await place.store()
        let photos = try await store.collection(named: "photos", creating: NewCollection())
        try await photos.sync(place.pictures.appending(path: "a"))
        var options = FolderSync()
        options.addsFolder = true
        let added = try await photos.sync(place.pictures.appending(path: "b"), options: options)
        #expect([added.added, added.removed, added.indexed] == [1, 0, 2] as [Int])
        let inside = await #expect(throws: LookalikeError.self) {
            try await photos.sync(place.pictures, options: options)
        }
        #expect(inside?.kind == "invalidArgument")
        let away = place.pictures.appending(path: "away")
        try FileManager.default.moveItem(at: place.pictures.appending(path: "b"), to: away)
        let all = try await photos.sync()
        #expect(all.offlineFolders.map(\.lastPathComponent) == ["b"] && all.indexed == 2)
        try FileManager.default.moveItem(at: away, to: place.pictures.appending(path: "b"))
        #expect(try await photos.sync().offlineFolders.isEmpty)
        await store.close()
    }

    @Test func aCancelledSyncSaysSo() async throws {
        try place.draw(1, "1.jpg")
        let store = try await place.store()
        let photos = try await store.collection(named: "photos", creating: NewCollection())
        let task = Task { [pictures = place.pictures] in
            // Before it begins, so that it can't be through by then.
            withUnsafeCurrentTask { $0?.cancel() }
            try await photos.sync(pictures)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await photos.sync(place.pictures).indexed == 1)
        await store.close()
    }
}
