import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// A collection with several folders.
@Suite(.timeLimit(.minutes(10))) struct RootTests {
    private var adding: SyncOptions {
        var options = SyncOptions()
        options.addsRoot = true
        return options
    }

    private var allowing: SyncOptions {
        var options = SyncOptions()
        options.allowRemovals = true
        return options
    }

    /// A world with three images below its first root, and another root with two.
    private func world() async throws -> (World, other: TemporaryFolder) {
        let world = try await World()
        for seed in 0..<3 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        let other = try TemporaryFolder()
        try other.write(TestPicture.jpeg(seed: 10), to: "0.jpg")
        try other.write(TestPicture.jpeg(seed: 11), to: "sub/11.jpg")
        _ = try await world.engine.sync(world.collection, directory: other.path, options: adding)
        return (world, other)
    }

    private func roots(_ world: World) -> [RootRecord] { world.collection.record.roots }

    @Test func anotherRootKeepsTheFirstOnesImages() async throws {
        let (world, other) = try await world()
        #expect(roots(world).map(\.path) == [world.pictures.path, other.path])
        // Names are unique, whatever root they are below, and stay.
        #expect(try await Set(world.paths().keys) == ["0", "1", "2", "0.jpg", "11"])
        #expect(try await world.finds(0, "0"))
        #expect(try await world.finds(10, "0.jpg"))
        let found = try await world.engine.image("0.jpg", in: world.collection)
        #expect(found.path == "0.jpg" && found.root == roots(world)[1].id)
        #expect(
            try await world.engine.content(of: found, in: world.collection) == TestPicture.jpeg(seed: 10))
        #expect(try world.engine.contentPath(of: found, in: world.collection) == other.path + "/0.jpg")
        let recordIDs = try await world.images().map(\.recordID)
        try await world.settle()
        let report = try await world.engine.sync(world.collection)
        #expect(report.counts == ["total": 5, "unchanged": 5, "indexed": 5])
        #expect(report.roots.map(\.path) == [world.pictures.path, other.path])
        #expect(report.roots.map(\.total) == [3, 2] && report.roots.map(\.id) == roots(world).map(\.id))
        #expect(try await world.images().map(\.recordID) == recordIDs)
        #expect(try await world.engine.roots(of: world.collection).map(\.images) == [3, 2])
    }

    @Test func aSyncOfOneRootLeavesTheOthersAlone() async throws {
        let (world, other) = try await world()
        try world.draw(3, "3.jpg")
        try world.remove("1.jpg")
        try other.write(TestPicture.jpeg(seed: 12), to: "12.jpg")
        let report = try await world.engine.sync(world.collection, directory: other.path)
        #expect(report.added == 1 && report.removed == 0 && report.total == 3)
        #expect(try await Set(world.paths().keys) == ["0", "1", "2", "0.jpg", "11", "12"])
        let all = try await world.engine.sync(world.collection)
        #expect(all.added == 1 && all.removed == 1)
        #expect(try await Set(world.paths().keys) == ["0", "2", "3", "0.jpg", "11", "12"])
        #expect(roots(world).allSatisfy { $0.lastSync != nil })
    }

    @Test func anotherFolderIsRefusedUnlessItIsAdded() async throws {
        let (world, _) = try await world()
        let third = try TemporaryFolder()
        try third.write(TestPicture.jpeg(seed: 20), to: "20.jpg")
        await #expect(throws: EngineError.self) {
            try await world.engine.sync(world.collection, directory: third.path)
        }
        var replacing = SyncOptions()
        replacing.replaceFolder = true
        // Which of the two it would replace is not to be guessed.
        await #expect(throws: EngineError.self) {
            try await world.engine.sync(world.collection, directory: third.path, options: replacing)
        }
        #expect(roots(world).count == 2 && world.collection.count == 5)
        let dry = try await world.engine.sync(
            world.collection, directory: third.path,
            options: {
                var options = SyncOptions(dryRun: true)
                options.addsRoot = true
                return options
            }())
        #expect(dry.added == 1 && dry.roots.map(\.id) == [0] && roots(world).count == 2)
        let added = try await world.engine.sync(world.collection, directory: third.path, options: adding)
        #expect(added.added == 1 && added.roots.map(\.id) == [roots(world)[2].id])
    }

    @Test func nestedAndEqualRootsAreRefused() async throws {
        let (world, other) = try await world()
        let (engine, collection) = (world.engine, world.collection)
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(TestPicture.jpeg(seed: 30), to: "30.jpg")
        let links = [("same", other.path), ("inside", other.path + "/sub")]
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(
                atPath: "\(elsewhere.path)/\(name)", withDestinationPath: target)
        }
        let above = (other.path as NSString).deletingLastPathComponent
        for path in [
            other.path, other.path + "/", other.path + "/sub", other.path + "/sub/..", above, "/",
            elsewhere.path + "/same", elsewhere.path + "/inside", elsewhere.path + "/same/sub",
        ] {
            let error = await #expect(throws: EngineError.self, "\(path)") {
                _ = try await engine.addRoot(path, to: collection)
            }
            guard case .rootRefused = error else {
                Issue.record("\(path): \(String(describing: error))")
                continue
            }
        }
        // A name that only begins with that of another is no folder inside it.
        let beside = other.path + "-2"
        try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: beside) }
        _ = try await engine.addRoot(beside, to: collection)
        #expect(roots(world).map(\.path) == [world.pictures.path, other.path, beside])
    }

    @Test func aRootThatIsAwayKeepsItsImages() async throws {
        let (world, other) = try await world()
        let (engine, collection) = (world.engine, world.collection)
        try FileManager.default.moveItem(atPath: other.path, toPath: other.path + "-away")
        try world.draw(3, "3.jpg")
        let report = try await engine.sync(collection)
        #expect(report.added == 1 && report.removed == 0 && report.indexed == 6)
        #expect(report.roots.map(\.state).sorted { $0.rawValue < $1.rawValue } == [.offline, .synced])
        #expect(report.problems.map(\.path) == [other.path])
        #expect(collection.offlineRoots == [roots(world)[1].id])
        // Its images are found, and said to be offline.
        #expect(try await world.finds(10, "0.jpg"))
        let image = try await engine.image("0.jpg", in: collection)
        #expect(collection.isOffline(image))
        #expect(collection.isOffline(try await engine.image("0", in: collection)) == false)
        await #expect(throws: EngineError.contentMissing("0.jpg")) {
            _ = try await engine.content(of: image, in: collection)
        }
        // Alone it can't be synced.
        await #expect(throws: EngineError.self) { try await engine.sync(collection, directory: other.path) }
        try FileManager.default.moveItem(atPath: other.path + "-away", toPath: other.path)
        #expect(try await engine.roots(of: collection).map(\.record.isOffline) == [false, false])
        #expect(collection.offlineRoots.isEmpty)
        #expect(try await engine.sync(collection).counts["unchanged"] == 6)
    }

    @Test func anEmptyMountPointIsOffline() async throws {
        let (world, other) = try await world()
        let (engine, collection) = (world.engine, world.collection)
        try FileManager.default.moveItem(atPath: other.path, toPath: other.path + "-away")
        defer { try? FileManager.default.removeItem(atPath: other.path + "-away") }
        try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
        try await engine.lookAtRoots(of: collection)
        #expect(collection.offlineRoots == [roots(world)[1].id])
        let report = try await engine.sync(collection)
        #expect(
            report.removed == 0 && report.roots.contains { $0.state == .offline && $0.path == other.path })
        #expect(collection.count == 5)
        // Who says so gets it emptied.
        #expect(try await engine.sync(collection, options: allowing).removed == 2)
        #expect(collection.offlineRoots.isEmpty && roots(world).count == 2)
    }

    @Test func theGuardHoldsForEachRoot() async throws {
        let (world, other) = try await world()
        let (engine, collection) = (world.engine, world.collection)
        // Twelve images in all, of which a root's two are less than the share.
        for seed in 40..<47 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        _ = try await engine.sync(collection)
        try FileManager.default.removeItem(atPath: other.path + "/0.jpg")
        try FileManager.default.removeItem(atPath: other.path + "/sub/11.jpg")
        try other.write([], to: "notes.txt")
        try world.draw(50, "50.jpg")
        let report = try await engine.sync(collection)
        #expect(report.removed == 0 && report.added == 1 && collection.count == 13)
        #expect(report.roots.first { $0.path == other.path }?.state == .refused)
        #expect(collection.offlineRoots.isEmpty)
        let refusal = await #expect(throws: EngineError.self) {
            try await engine.sync(collection, directory: other.path)
        }
        #expect(refusal.map { "\($0)" }?.contains("all 2 images of \(other.path)") == true)
        #expect(try await engine.sync(collection, directory: other.path, options: allowing).removed == 2)
    }

    @Test func aFileThatMovesToAnotherRootKeepsItsRecord() async throws {
        let (world, other) = try await world()
        let (engine, collection) = (world.engine, world.collection)
        _ = try await engine.label("1", attributes: ["colour": "red"], in: collection)
        let before = try await world.recordID("1")
        try FileManager.default.moveItem(
            atPath: world.pictures.path + "/1.jpg", toPath: other.path + "/one.jpg")
        try FileManager.default.moveItem(
            atPath: other.path + "/sub/11.jpg", toPath: world.pictures.path + "/eleven.jpg")
        let report = try await engine.sync(collection)
        #expect(report.renamed == 2 && report.added == 0 && report.removed == 0)
        let moved = try await engine.image("one", in: collection)
        #expect(moved.recordID == before && moved.root == roots(world)[1].id)
        #expect(moved.attributes == ["colour": "red"])
        #expect(try await engine.content(of: moved, in: collection) == TestPicture.jpeg(seed: 1))
        #expect(try await world.finds(1, "one"))
    }

    @Test func aRemovedRootTakesItsImagesAndNoFile() async throws {
        let (world, other) = try await world()
        let (engine, collection) = (world.engine, world.collection)
        _ = try await engine.put(
            TestPicture.jpeg(seed: 60), as: "up", name: nil, attributes: nil, in: collection)
        let id = roots(world)[1].id
        let removed = try await engine.removeRoot(id, of: collection)
        #expect(removed.images == 2 && removed.record.path == other.path)
        #expect(roots(world).map(\.path) == [world.pictures.path] && collection.count == 4)
        #expect(try await Set(world.paths().keys) == ["0", "1", "2", "up"])
        #expect(try await world.finds(10, "0.jpg") == false)
        #expect(FileManager.default.fileExists(atPath: other.path + "/0.jpg"))
        await #expect(throws: EngineError.unknownRoot("\(id)", collection: "products")) {
            try await engine.removeRoot(id, of: collection)
        }
        let again = try await engine.sync(collection, directory: other.path, options: adding)
        #expect(again.added == 2 && roots(world).last.map { $0.id != id } == true)
    }

    @Test func rootsAreNamedByIdOrPath() async throws {
        let (world, other) = try await world()
        let second = roots(world)[1]
        #expect(try await world.engine.root("\(second.id)", of: world.collection) == second)
        #expect(try await world.engine.root(other.path + "/", of: world.collection) == second)
        await #expect(throws: EngineError.unknownRoot("/nowhere", collection: "products")) {
            _ = try await world.engine.root("/nowhere", of: world.collection)
        }
    }

    @Test func theRootsOfACollectionSurviveTheLossOfTheCatalogue() async throws {
        let (world, other) = try await world()
        let file = "\(world.data.path)/collections/\(world.collection.recordID)/collection.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains(other.path) && text.contains(world.pictures.path))
    }
}
