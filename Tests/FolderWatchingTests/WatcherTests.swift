import Foundation
import LookalikeFolderWatching
import Synchronization
import TestSupport
import Testing

/// What the system's watcher tells of changes.
@Suite(.timeLimit(.minutes(10))) struct WatcherTests {
    /// A watched folder, and what was told of it.
    private final class Scene: Sendable {
        let folder: TemporaryFolder
        let watcher: any FolderWatcher
        private let told = Mutex<[FolderEvent]>([])
        private let listener = Mutex<Task<Void, Never>?>(nil)

        init(_ prepare: (TemporaryFolder) throws -> Void = { _ in }) throws {
            folder = try TemporaryFolder()
            try prepare(folder)
            let names = IgnoredNames {
                $0 == "@eaDir"
            } files: {
                $0.hasSuffix(".txt")
            }
            watcher = try #require(FolderWatching.makeWatcher(ignoring: names))
            let events = watcher.events
            let task = Task { [weak self] in
                for await event in events { self?.told.withLock { $0.append(event) } }
            }
            listener.withLock { $0 = task }
            watcher.watch(folder.path, as: 7)
        }

        deinit {
            watcher.stop()
            listener.withLock { $0?.cancel() }
        }

        var events: [FolderEvent] { told.withLock { $0 } }

        /// Of files, the last thing that was told; by their paths in the folder.
        var files: [String: String] {
            events.reduce(into: [:]) { files, event in
                switch event.kind {
                case .made(let path): files[below(path)] = "made"
                case .writing(let path): files[below(path)] = "writing"
                case .written(let path): files[below(path)] = "written"
                case .changed, .missed, .unwatched: break
                }
            }
        }

        private func below(_ path: String) -> String { String(path.dropFirst(folder.path.count + 1)) }

        func expect(_ name: String, _ state: String) async throws {
            try await eventually("\(name) is \(state)") { files[name] == state }
        }

        func move(_ old: String, _ new: String) throws {
            try FileManager.default.moveItem(atPath: "\(folder.path)/\(old)", toPath: "\(folder.path)/\(new)")
        }
    }

    @Test func aFileIsBeingWrittenTillItIsClosed() async throws {
        let scene = try Scene()
        let path = scene.folder.path + "/a.jpg"
        let opened = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
        try #require(opened >= 0)
        let file = FileHandle(fileDescriptor: opened, closeOnDealloc: true)
        try file.write(contentsOf: [1, 2, 3])
        try await scene.expect("a.jpg", "writing")
        try file.close()
        try await scene.expect("a.jpg", "written")
        #expect(scene.events.allSatisfy { $0.folder == 7 })
    }

    @Test func movedAndRemovedFilesAreTold() async throws {
        let scene = try Scene { try $0.write([1], to: "sub/a.jpg") }
        try scene.move("sub/a.jpg", "b.jpg")
        try await scene.expect("sub/a.jpg", "written")
        try await scene.expect("b.jpg", "written")
        try FileManager.default.removeItem(atPath: scene.folder.path + "/b.jpg")
        try await eventually("the removal is told") {
            scene.events.count { $0.kind == .written(scene.folder.path + "/b.jpg") } == 2
        }
    }

    @Test func newFoldersAreWatched() async throws {
        let scene = try Scene()
        try scene.folder.write([1], to: "new/deep/er/a.jpg")
        // The file may have come before the watch; then it counts as being written.
        try await eventually("the file is told") { scene.files["new/deep/er/a.jpg"] != nil }
        try scene.folder.write([1], to: "new/deep/er/b.jpg")
        try await scene.expect("new/deep/er/b.jpg", "written")
    }

    @Test func aMovedFolderIsToldOfByItsNewName() async throws {
        let scene = try Scene { try $0.write([1], to: "old/sub/a.jpg") }
        try scene.move("old", "new")
        try await eventually("the move is told") { !scene.events.isEmpty }
        try scene.folder.write([2], to: "new/sub/b.jpg")
        try await scene.expect("new/sub/b.jpg", "written")
        #expect(scene.files.keys.allSatisfy { !$0.hasPrefix("old/") })
    }

    @Test func aFolderThatIsGoneIsForgotten() async throws {
        let scene = try Scene { try $0.write([1], to: "out/a.jpg") }
        let elsewhere = try TemporaryFolder()
        try FileManager.default.moveItem(
            atPath: scene.folder.path + "/out", toPath: elsewhere.path + "/out")
        try await eventually("the move is told") { !scene.events.isEmpty }
        try elsewhere.write([2], to: "out/b.jpg")
        try scene.folder.write([3], to: "last.jpg")
        try await scene.expect("last.jpg", "written")
        #expect(scene.files.keys.sorted() == ["last.jpg"])
    }

    @Test func whatDoesNotMatterIsNotTold() async throws {
        let scene = try Scene { try $0.write([1], to: "@eaDir/old.jpg") }
        for name in ["notes.txt", ".hidden.jpg", "@eaDir/old.jpg", ".git/a.jpg"] {
            try scene.folder.write([2], to: name)
        }
        try scene.folder.write([3], to: "last.jpg")
        try await scene.expect("last.jpg", "written")
        #expect(scene.files.keys.sorted() == ["last.jpg"])
    }

    @Test func linksAreFollowedAndLoopsEnd() async throws {
        let elsewhere = try TemporaryFolder()
        try elsewhere.write([1], to: "sub/a.jpg")
        let scene = try Scene { folder in
            for (name, target) in [("link", elsewhere.path), ("loop", "."), ("dangling", "/nonexistent")] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder.path)/\(name)", withDestinationPath: target)
            }
        }
        try elsewhere.write([2], to: "sub/b.jpg")
        try await scene.expect("link/sub/b.jpg", "written")
        try FileManager.default.createSymbolicLink(
            atPath: "\(scene.folder.path)/later", withDestinationPath: elsewhere.path)
        try await scene.expect("later", "made")
    }

    @Test func severalFoldersAreToldApart() async throws {
        let scene = try Scene()
        let other = try TemporaryFolder()
        scene.watcher.watch(other.path, as: 8)
        try other.write([1], to: "a.jpg")
        try await eventually("the other is told of") {
            scene.events.contains(FolderEvent(folder: 8, kind: .written(other.path + "/a.jpg")))
        }
        #expect(scene.events.allSatisfy { $0.folder == 8 })
        scene.watcher.unwatch(8)
        try other.write([1], to: "b.jpg")
        try scene.folder.write([1], to: "c.jpg")
        try await scene.expect("c.jpg", "written")
        #expect(!scene.events.contains(FolderEvent(folder: 8, kind: .written(other.path + "/b.jpg"))))
        // One folder may be watched for two.
        scene.watcher.watch(scene.folder.path, as: 9)
        try scene.folder.write([1], to: "d.jpg")
        for id in [7, 9] as [Int64] {
            try await eventually("\(id) is told of") {
                scene.events.contains(FolderEvent(folder: id, kind: .written(scene.folder.path + "/d.jpg")))
            }
        }
    }

    @Test func aStoppedWatcherTellsNothingMore() async throws {
        let watcher = try #require(
            FolderWatching.makeWatcher(
                ignoring: IgnoredNames { _ in
                    false
                } files: { _ in
                    false
                }))
        let folder = try TemporaryFolder()
        watcher.watch(folder.path, as: 1)
        watcher.stop()
        watcher.stop()
        watcher.watch(folder.path, as: 2)
        for await event in watcher.events { Issue.record("\(event)") }
    }
}
