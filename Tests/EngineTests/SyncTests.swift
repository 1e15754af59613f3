import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SyncTests {
    @Test func newChangedRenamedRemovedAndBrokenFiles() async throws {
        let world = try await World()
        for seed in 1...5 as ClosedRange<UInt64> { try world.draw(seed, "\(seed).jpg") }
        #expect(try await world.sync().counts == ["total": 5, "added": 5, "indexed": 5])
        var before: [Int64] = []
        for seed in 1...5 { before.append(try await world.recordID("\(seed)")) }

        try world.draw(6, "6.jpg")
        try world.draw(20, "2.jpg")
        try world.rename("3.jpg", "sub/three.jpg")
        try world.remove("4.jpg")
        try world.pictures.write(Array("no picture".utf8), to: "5.jpg")
        let report = try await world.sync()
        #expect(
            report.counts == [
                "total": 5, "unchanged": 1, "added": 1, "changed": 1, "renamed": 1, "removed": 1, "failed": 1,
                "indexed": 4,
            ])
        #expect(report.problems.map(\.path) == ["5.jpg"])
        await #expect(
            try world.paths() == [
                "1": "1.jpg", "2": "2.jpg", "three": "sub/three.jpg", "5": "5.jpg", "6": "6.jpg",
            ])
        #expect(
            try await [world.recordID("2"), world.recordID("three"), world.recordID("5")] == [
                before[1], before[2], before[4],
            ])
        for (seed, id) in [(1, "1"), (20, "2"), (3, "three"), (6, "6")] as [(UInt64, String)] {
            #expect(try await world.finds(seed, id))
        }
        for gone in [2, 4, 5] as [UInt64] { #expect(try #require(try await world.best(gone)).score < 0.9999) }
    }

    @Test func nothingIsReadWhereNothingChanged() async throws {
        let world = try await World()
        for seed in 1...4 as ClosedRange<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try world.pictures.write([1, 2, 3], to: "broken.jpg")
        try await world.settle()
        try await world.sync()
        let opened = try OpenedFiles(in: world.pictures.path)
        let report = try await world.sync()
        #expect(opened.names() == [])
        #expect(report.counts == ["total": 5, "unchanged": 5, "known_broken": 1, "indexed": 4])
        #expect(
            try await world.sync(SyncOptions(full: true)).counts == [
                "total": 5, "unchanged": 4, "failed": 1, "indexed": 4,
            ])
        #expect(opened.names() == ["1.jpg", "2.jpg", "3.jpg", "4.jpg", "broken.jpg"])
    }

    @Test func aSecondSyncLeavesSearchesAsTheyAre() async throws {
        let world = try await World()
        try world.draw(1, "1.jpg")
        try await world.settle()
        try await world.sync()
        let version = world.collection.version
        try await world.sync()
        #expect(world.collection.version == version)
    }

    @Test func sameSizeAndTimeDoNotHideAChange() async throws {
        let world = try await World()
        let first = try TestPicture.jpeg(seed: 1)
        var second = try TestPicture.jpeg(seed: 2)
        // Trailing bytes make no difference to a JPEG.
        let longest = max(first.count, second.count)
        second += Array(repeating: 0, count: longest - second.count)
        let path = try world.pictures.write(
            first + Array(repeating: 0, count: longest - first.count), to: "a.jpg")
        let time = Date(timeIntervalSince1970: 1_700_000_000)
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        try await world.sync()
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.write(contentsOf: second)
        try handle.close()
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        #expect(try await world.sync().counts == ["total": 1, "changed": 1, "indexed": 1])
        #expect(try await world.finds(2, "a"))
    }

    @Test func metadataAloneChangeNothing() async throws {
        let world = try await World()
        let path = try world.draw(1, "a.jpg")
        try await world.sync()
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
        try await world.settle()
        #expect(try await world.sync().counts == ["total": 1, "unchanged": 1, "indexed": 1])
        let opened = try OpenedFiles(in: world.pictures.path)
        try await world.sync()
        #expect(opened.names() == [])
    }

    @Test func aBrokenPictureIsTriedAgainWhenItChanges() async throws {
        let world = try await World()
        try world.pictures.write(Array("GIF89a".utf8), to: "a.gif")
        #expect(try await world.sync().counts == ["total": 1, "failed": 1])
        let record = try await world.engine.image("a", in: world.collection)
        #expect(record.state == .failed && record.error?.hasSuffix(".") == true && record.vector == nil)
        #expect(
            try await world.sync().counts == ["total": 1, "unchanged": 1, "known_broken": 1])
        try world.draw(1, "a.gif")
        #expect(try await world.sync().counts == ["total": 1, "changed": 1, "indexed": 1])
        #expect(try await world.recordID("a") == record.recordID)
    }

    @Test func identicalFilesShareOneEmbedding() async throws {
        let world = try await World()
        for name in ["a", "b", "c"] { try world.draw(1, "\(name).jpg") }
        #expect(try await world.sync().counts == ["total": 3, "added": 3, "indexed": 3])
        try world.draw(1, "later.jpg")
        try await world.sync()
        var vectors: [[Float]] = []
        for id in ["a", "b", "c", "later"] {
            vectors.append(try #require(try await world.vector(id)))
        }
        #expect(Set(vectors).count == 1)
    }

    @Test func swappedFilesSwapTheirVectors() async throws {
        let world = try await World()
        try world.draw(1, "a.jpg")
        try world.draw(2, "b.jpg")
        try await world.sync()
        let recordIDs = try await (world.recordID("a"), world.recordID("b"))
        try world.rename("a.jpg", "c.jpg")
        try world.rename("b.jpg", "a.jpg")
        try world.rename("c.jpg", "b.jpg")
        #expect(try await world.sync().counts == ["total": 2, "changed": 2, "indexed": 2])
        #expect(try await world.finds(2, "a"))
        #expect(try await world.finds(1, "b"))
        #expect(try await (world.recordID("a"), world.recordID("b")) == recordIDs)
    }

    @Test func forcedRenamesThatTakeEachOthersNames() async throws {
        let world = try await World()
        try world.draw(1, "a.jpg")
        try world.draw(2, "b.jpg")
        try await world.sync()
        let recordIDs = try await (world.recordID("a"), world.recordID("b"))
        try world.rename("a.jpg", "sub/b.jpg")
        try world.rename("b.jpg", "sub/a.jpg")
        try await world.sync(SyncOptions(force: true))
        #expect(try await (world.recordID("b"), world.recordID("a")) == recordIDs)
        #expect(try await world.finds(1, "b"))
        #expect(try await world.finds(2, "a"))
        #expect(world.collection.count == 2)
    }

    @Test func forceEmbedsAllAgain() async throws {
        let world = try await World()
        for seed in 1...3 as ClosedRange<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        let recordIDs = try await world.images().map(\.recordID)
        #expect(
            try await world.sync(SyncOptions(force: true)).counts == ["total": 3, "changed": 3, "indexed": 3])
        #expect(try await world.images().map(\.recordID) == recordIDs)
    }

    @Test func aDryRunChangesNothing() async throws {
        let world = try await World()
        try world.draw(1, "1.jpg")
        try world.draw(2, "2.jpg")
        try await world.sync()
        try world.draw(3, "3.jpg")
        try world.draw(9, "2.jpg")
        try world.remove("1.jpg")
        let before = try await world.images()
        let report = try await world.sync(SyncOptions(dryRun: true))
        #expect(report.counts == ["total": 2, "added": 1, "changed": 1, "removed": 1, "indexed": 2])
        #expect(report.dryRun)
        #expect(try await world.images() == before)
    }

    @Test func aFolderThatIsNotThereRemovesNothing() async throws {
        let world = try await World()
        try world.draw(1, "1.jpg")
        try await world.sync()
        let gone = world.pictures.path + "/nowhere"
        await #expect(throws: EngineError.self) {
            try await world.engine.sync(world.collection, directory: gone)
        }
        await #expect(throws: EngineError.self) {
            _ = try await world.engine.startSync(world.collection, directory: gone)
        }
        #expect(try await world.finds(1, "1"))
        #expect(!world.collection.isSyncing)
    }

    @Test func aCollectionWithoutAFolderNeedsOne() async throws {
        let world = try await World()
        await #expect(throws: EngineError.noFolder(collection: "products")) {
            try await world.engine.sync(world.collection)
        }
    }

    @Test func aPictureThatIsTooLargeIsNotRead() async throws {
        let world = try await World { $0.limits.maximumBytes = 5_000 }
        try world.pictures.write(Array(repeating: 0, count: 5_001), to: "a.jpg")
        try await world.settle()
        let opened = try OpenedFiles(in: world.pictures.path)
        #expect(try await world.sync().counts == ["total": 1, "failed": 1])
        #expect(
            try await world.sync().counts == ["total": 1, "unchanged": 1, "known_broken": 1])
        #expect(opened.names().count <= 1)
    }

    @Test(
        arguments: [
            (SyncOptions(), ["unchanged": 2, "known_broken": 2]),
            (SyncOptions(full: true), ["changed": 2, "indexed": 2]),
            (SyncOptions(force: true), ["changed": 2, "indexed": 2]),
        ] as [(SyncOptions, [String: Int])])
    func aFullSyncLetsInWhatARaisedLimitRefused(_ options: SyncOptions, _ done: [String: Int]) async throws {
        let (data, pictures) = (try TemporaryFolder(), try TemporaryFolder())
        let bytes = try TestPicture.jpeg(seed: 1)
        try pictures.write(bytes, to: "a.jpg")
        // One that has too many bytes as well as too many pixels, by its trailing ones.
        try pictures.write(bytes + Array(repeating: 0, count: 5_000), to: "b.jpg")
        try await pictures.settle()
        func sync(_ options: SyncOptions, _ adjust: (inout EngineConfiguration) -> Void) async throws
            -> SyncReport
        {
            let engine = try await TestEngine.make(data.path, adjust: adjust)
            let collection = try await engine.collection(named: "c", creatingWith: CollectionOptions())
            return try await engine.sync(collection, directory: pictures.path, options: options)
        }
        let first = try await sync(SyncOptions()) {
            $0.limits.maximumPixels = 100
            $0.limits.maximumBytes = bytes.count
        }
        #expect(first.counts == ["total": 2, "failed": 2])
        let second = try await sync(options) { _ in }
        #expect(second.counts == done.merging(["total": 2]) { $1 })
    }

    @Test func aRenamedBrokenPictureIsTriedAgainByAFullSync() async throws {
        let world = try await World()
        try world.pictures.write([1, 2, 3], to: "a.jpg")
        try await world.sync()
        let recordID = try await world.recordID("a")
        try world.rename("a.jpg", "b.jpg")
        let report = try await world.sync(SyncOptions(full: true))
        #expect(report.counts == ["total": 1, "failed": 1])
        #expect(try await world.recordID("b") == recordID)
    }

    @Test func aPictureThatTookTooLongIsNotTakenForBroken() async throws {
        let world = try await World { $0.limits.timeout = .nanoseconds(1) }
        try world.draw(1, "a.jpg")
        let report = try await world.sync()
        #expect(report.counts == ["total": 1])
        #expect(report.problems == [SyncProblem(path: "a.jpg", detail: PictureError.timedOut.description)])
        #expect(try await world.images().isEmpty)
    }

    @Test func aSyncFitsIntoAQueueOfOneThatNobodyWaitsFor() async throws {
        let world = try await World {
            $0.queueCapacity = 1
            $0.queuePatience = .zero
        }
        let files = try (1...20 as ClosedRange<UInt64>).map { try world.draw($0, "\($0).jpg") }
        #expect(try await world.sync().counts == ["total": 20, "added": 20, "indexed": 20])
        let model = try await world.engine.embedder.model(named: "tiny")
        var embedded = 0
        try await world.engine.embedder.embed(files: files, with: model) { _, outcome in
            if case .embedded = outcome { embedded += 1 }
        }
        #expect(embedded == 20)
    }
}
