import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikePictures
import TestSupport
import Testing

/// A folder that only looks empty does not empty the collection.
@Suite(.timeLimit(.minutes(10))) struct RemovalTests {
    private func world(_ count: Int, share: Double? = nil) async throws -> World {
        let world = try await World { if let share { $0.removalShare = share } }
        for seed in 0..<UInt64(count) { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        return world
    }

    private func refusal(_ body: () async throws -> Void) async -> RemovalRefusal? {
        do { try await body() } catch EngineError.removalsRefused(let refusal) { return refusal } catch {
            Issue.record(error)
        }
        return nil
    }

    private var allowing: SyncOptions {
        var options = SyncOptions()
        options.allowRemovals = true
        return options
    }

    private var replacing: SyncOptions {
        var options = SyncOptions()
        options.replaceFolder = true
        return options
    }

    @Test(arguments: [1, 2, 12]) func anEmptyFolderRemovesNothing(count: Int) async throws {
        let world = try await world(count)
        for seed in 0..<count { try world.remove("\(seed).jpg") }
        let found = await refusal { try await world.sync() }
        #expect(found?.reason == .all && found?.removed == count && found?.total == count)
        #expect(world.collection.count == count)
        await #expect(throws: EngineError.self) {
            _ = try await world.engine.startSync(world.collection, directory: world.pictures.path)
        }
        let report = try await world.sync(SyncOptions(dryRun: true))
        #expect(report.removed == count && report.problems.count == 1)
        #expect(try await world.sync(allowing).removed == count)
        #expect(world.collection.count == 0)
    }

    @Test func aFolderThatIsAwayRemovesNothing() async throws {
        let world = try await world(3)
        try FileManager.default.removeItem(atPath: world.pictures.path)
        await #expect(throws: EngineError.self) { try await world.sync(allowing) }
        #expect(world.collection.count == 3)
    }

    @Test func moreThanHalfIsRefusedOfTenAndMore() async throws {
        let world = try await world(10)
        for seed in 0..<5 { try world.remove("\(seed).jpg") }
        #expect(try await world.sync().removed == 5)
        // Five are no tenth: ordinary.
        for seed in 5..<9 { try world.remove("\(seed).jpg") }
        #expect(try await world.sync().removed == 4)

        let other = try await self.world(10)
        for seed in 0..<6 { try other.remove("\(seed).jpg") }
        try other.draw(77, "new.jpg")
        let found = await refusal { try await other.sync() }
        #expect(found?.reason == .share(0.5) && found?.removed == 6 && found?.total == 10)
        #expect(other.collection.count == 10)
        #expect(
            try await other.sync(allowing).counts == [
                "total": 5, "unchanged": 4, "added": 1, "removed": 6, "indexed": 5,
            ])
    }

    @Test func theShareIsASetting() async throws {
        let world = try await world(10, share: 0.9)
        for seed in 0..<9 { try world.remove("\(seed).jpg") }
        #expect(try await world.sync().removed == 9)
        let strict = try await self.world(10, share: 0)
        try strict.remove("0.jpg")
        let found = await refusal { try await strict.sync() }
        #expect(found?.reason == .share(0))
    }

    @Test func renamedFilesAreNotGone() async throws {
        let world = try await world(12)
        for seed in 0..<12 { try world.rename("\(seed).jpg", "moved/deep/\(seed).jpg") }
        #expect(try await world.sync().counts == ["total": 12, "renamed": 12, "indexed": 12])
    }

    @Test func filesOfTheSameSizeAreLookedInto() async throws {
        let world = try await World()
        for seed in 0..<10 as Range<UInt64> {
            try world.pictures.write(
                PNGEncoder.encode(TestPicture.pixels(seed: seed)) + padding(seed), to: "\(seed).png")
        }
        try await world.sync()
        for seed in 0..<10 as Range<UInt64> {
            let size = try Data(contentsOf: URL(fileURLWithPath: "\(world.pictures.path)/\(seed).png")).count
            try world.remove("\(seed).png")
            var other = PNGEncoder.encode(TestPicture.pixels(seed: seed + 100))
            other += [UInt8](repeating: 0, count: max(0, size - other.count))
            try world.pictures.write(other, to: "other-\(seed).png")
        }
        let found = await refusal { try await world.sync() }
        #expect(found?.reason == .all)
        for seed in 0..<10 as Range<UInt64> {
            #expect(try await world.engine.image("\(seed)", in: world.collection).state == .ready)
        }
    }

    /// Bytes behind the picture, so that another one can be given the same size.
    private func padding(_ seed: UInt64) -> [UInt8] { [UInt8](repeating: 0, count: 4_000) }

    @Test(arguments: [true, false]) func aLinkWhoseTargetIsAwayRemovesNothing(linkStays: Bool) async throws {
        let world = try await world(9)
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(TestPicture.jpeg(seed: 100), to: "nas/a.jpg")
        try elsewhere.write(TestPicture.jpeg(seed: 101), to: "nas/b.jpg")
        try world.link("nas", to: elsewhere.path + "/nas")
        try await world.sync()
        #expect(world.collection.count == 11)
        try FileManager.default.moveItem(
            atPath: elsewhere.path + "/nas", toPath: elsewhere.path + "/off")
        if !linkStays { try world.remove("nas") }
        let found = await refusal { try await world.sync() }
        #expect(found?.reason == .place("nas") && found?.removed == 2)
        #expect(world.collection.count == 11)
        #expect(try await world.sync(allowing).removed == 2)
        #expect(try await world.sync().removed == 0)
    }

    @Test func aLinkedFolderThatIsEmptyRemovesNothing() async throws {
        let world = try await world(9)
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(TestPicture.jpeg(seed: 100), to: "a.jpg")
        try world.link("nas", to: elsewhere.path)
        try await world.sync()
        try FileManager.default.removeItem(atPath: elsewhere.path + "/a.jpg")
        let found = await refusal { try await world.sync() }
        #expect(found?.reason == .place("nas"))
        // An ordinary folder may be emptied.
        let plain = try await self.world(9)
        try plain.draw(100, "sub/a.jpg")
        try await plain.sync()
        try plain.remove("sub")
        #expect(try await plain.sync().removed == 1)
    }

    @Test func aLinkedFileWhoseTargetIsAwayStays() async throws {
        let world = try await world(3)
        let elsewhere = try TemporaryFolder()
        try elsewhere.write(TestPicture.jpeg(seed: 100), to: "far.jpg")
        try world.link("far.jpg", to: elsewhere.path + "/far.jpg")
        try await world.sync()
        try FileManager.default.removeItem(atPath: elsewhere.path + "/far.jpg")
        let report = try await world.sync()
        #expect(report.removed == 0 && report.problems.map(\.path) == ["far.jpg"])
        #expect(try await world.finds(100, "far"))
    }

    @Test func anotherFolderDoesNotReplaceTheFirst() async throws {
        let world = try await world(3)
        let other = try TemporaryFolder()
        try other.write(TestPicture.jpeg(seed: 50), to: "50.jpg")
        let (engine, collection) = (world.engine, world.collection)
        let error = EngineError.otherFolder(
            collection: "products", has: world.pictures.path, asked: other.path)
        await #expect(throws: error) { _ = try await engine.sync(collection, directory: other.path) }
        await #expect(throws: error) { _ = try await engine.startSync(collection, directory: other.path) }
        #expect(try await Set(world.paths().keys) == ["0", "1", "2"])
        // An empty one does not even knowingly.
        let empty = try TemporaryFolder()
        let found = await refusal {
            _ = try await engine.sync(collection, directory: empty.path, options: replacing)
        }
        #expect(found?.reason == .all)
        #expect(collection.record.directory == world.pictures.path)
        let report = try await engine.sync(collection, directory: other.path, options: replacing)
        #expect(report.counts == ["total": 1, "added": 1, "removed": 3, "indexed": 1])
        #expect(collection.record.directory == other.path)
        await #expect(throws: EngineError.self) { try await world.sync() }
    }

    @Test func theSameFolderByAnotherNameIsTheSame() async throws {
        let world = try await world(3)
        let other = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: other.path + "/link", withDestinationPath: world.pictures.path)
        let report = try await world.engine.sync(world.collection, directory: other.path + "/link")
        #expect(report.added == 0 && report.removed == 0)
        #expect(try await world.sync().removed == 0)
    }

    @Test func aReplacementThatIsCutOffIsOfTheNewFolder() async throws {
        let gate = Gate()
        let world = try await World(gate: gate)
        try world.draw(1, "same.jpg")
        try await world.sync()
        let other = try TemporaryFolder()
        try other.write(TestPicture.jpeg(seed: 2), to: "new.jpg")
        let (engine, collection, options) = (world.engine, world.collection, replacing)
        gate.block()
        let sync = Task { try await engine.sync(collection, directory: other.path, options: options) }
        try await gate.reached()
        // What is stored from now on lies below the new folder.
        #expect(collection.record.directory == other.path)
        sync.cancel()
        gate.open()
        await #expect(throws: CancellationError.self) { _ = try await sync.value }
        // It goes on where it was, without being told again.
        let report = try await engine.sync(collection)
        #expect(report.directory == other.path && report.indexed == 1)
        #expect(try await world.images().compactMap(\.path) == ["new.jpg"])
    }

    @Test func anyTimeOfAFileIsTaken() async throws {
        let world = try await World()
        for (seed, year) in [(1, 1_601), (2, 1_900), (3, 2_300), (4, 2_400)] {
            let path = try world.draw(UInt64(seed), "\(seed).jpg")
            let seconds = (year - 1_970) * 31_556_952
            var times = [timespec(tv_sec: seconds, tv_nsec: 5), timespec(tv_sec: seconds, tv_nsec: 5)]
            // Whether the file system holds it or takes the nearest that it can, the sync has to bear it.
            try #require(utimensat(AT_FDCWD, path, &times, 0) == 0)
        }
        try await world.settle()
        #expect(try await world.sync().counts == ["total": 4, "added": 4, "indexed": 4])
        #expect(try await world.sync().counts == ["total": 4, "unchanged": 4, "indexed": 4])
    }
}
