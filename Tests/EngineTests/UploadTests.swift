import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct UploadTests {
    @discardableResult
    private func put(
        _ world: World, _ seed: UInt64, _ id: String, _ attributes: [String: JSONValue]? = nil
    ) async throws -> PutOutcome {
        try await world.engine.put(
            TestPicture.jpeg(seed: seed), as: id, name: nil, attributes: attributes, in: world.collection)
    }

    /// The uploaded pictures' files, by name.
    private func files(_ world: World) -> [String] {
        let folder = world.data.path + "/collections/\(world.collection.recordID)/pictures"
        let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return all.map { ($0 as NSString).lastPathComponent }.filter { $0.count == 32 }.sorted()
    }

    @Test func anUploadIsFoundAtOnceAndAfterReopening() async throws {
        let data = try TemporaryFolder()
        let bytes = try TestPicture.jpeg(seed: 1)
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.createCollection(named: "c")
            let outcome = try await engine.put(
                bytes, as: "it's 犬/1", name: "dog.jpg", attributes: ["a": 1], in: collection)
            #expect(outcome.isNew && outcome.image.width == 64 && outcome.image.mediaType == "image/jpeg")
            #expect(try await engine.image("it's 犬/1", in: collection) == outcome.image)
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        let answer = try await engine.search(
            collection, for: .image(bytes), options: SearchOptions(topK: 1))
        let image = try #require(answer.matches.first?.image)
        #expect(image.id == "it's 犬/1" && image.attributes == ["a": 1])
        #expect(try await engine.content(of: image, in: collection) == bytes)
    }

    @Test func anUploadReplacesTheOneOfItsID() async throws {
        let world = try await World()
        let first = try await put(world, 1, "a", ["x": 1])
        let second = try await put(world, 2, "a")
        #expect(!second.isNew && second.image.recordID == first.image.recordID)
        #expect(second.image.attributes == ["x": 1])
        #expect(try await world.finds(2, "a"))
        #expect(world.collection.count == 1)
        #expect(files(world) == [second.image.contentHash])
    }

    @Test func bytesThatTwoShareGoWithTheSecond() async throws {
        let world = try await World()
        let hash = try await put(world, 1, "a").image.contentHash
        try await put(world, 1, "b")
        try await world.engine.deleteImage("a", in: world.collection)
        #expect(files(world) == [hash])
        try await world.engine.deleteImage("b", in: world.collection)
        #expect(files(world) == [])
        #expect(world.collection.count == 0)
        await #expect(throws: EngineError.unknownImage("b", collection: "products")) {
            try await world.engine.deleteImage("b", in: world.collection)
        }
    }

    @Test func filesOfACrashAreCleanedUp() async throws {
        let data = try TemporaryFolder()
        let kept: String
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.createCollection(named: "c")
            kept = try await engine.put(
                TestPicture.jpeg(seed: 1), as: "a", name: nil, attributes: nil, in: collection
            ).image.contentHash
        }
        // As they are between a picture's writing and its record, and the other way round.
        let stray = String(repeating: "ab", count: 16)
        let pictures = "collections/1/pictures"
        for name in ["pending/\(stray)", "ab/\(stray)", "pending/\(kept)"] {
            try data.write([1], to: "\(pictures)/\(name)")
        }
        for name in ["vectors-7.lkv", "making-7", "vectors-8.lkv", "vectors-0.lkv.x.tmp"] {
            try data.write([1], to: "collections/1/\(name)")
        }
        for name in ["99/vectors-0.lkv", "99/deleted", "98/vectors-0.lkv"] {
            try data.write([1], to: "collections/\(name)")
        }
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.collection(named: "c")
        let left = FileManager.default.enumerator(atPath: data.path + "/collections")!.compactMap {
            $0 as? String
        }
        let files = left.filter {
            $0.contains(".lkv") && !$0.hasSuffix(".codes") || $0.hasSuffix(kept) || $0.hasSuffix(stray)
        }
        // What nobody said was being made or deleted stays: the catalogue may be an older one.
        #expect(
            files.sorted() == [
                "1/pictures/\(kept.prefix(2))/\(kept)", "1/unknown-vectors-8.lkv", "1/vectors-0.lkv",
                "98/vectors-0.lkv",
            ])
        #expect(
            try await engine.orphans().map(\.id) == ["collections/98", "collections/1/unknown-vectors-8.lkv"])
        #expect(collection.count == 1)
    }

    @Test func aPictureThatCanNotBeReadChangesNothing() async throws {
        let world = try await World()
        try await put(world, 1, "a")
        await #expect(throws: PictureError.self) {
            try await world.engine.put([1, 2, 3], as: "a", name: nil, attributes: nil, in: world.collection)
        }
        #expect(try await world.finds(1, "a"))
        #expect(files(world).count == 1)
    }

    @Test(arguments: ["", ".", "..", "a\0", "a\nb", "\u{7F}", String(repeating: "x", count: 501)])
    func someIDsAreRefused(_ id: String) async throws {
        let world = try await World()
        await #expect(throws: EngineError.invalidImageID(id)) { try await put(world, 1, id) }
    }

    @Test func aThumbnailOfBytesThatChangedIsNotKept() async throws {
        let world = try await World()
        let hash = try await put(world, 1, "a").image.contentHash
        func thumbnail(_ seed: UInt64) async throws -> [UInt8] {
            try await world.engine.thumbnails.thumbnail(hash: hash, size: 32) {
                try TestPicture.jpeg(seed: seed)
            }
        }
        let other = try await thumbnail(2)
        let right = try await thumbnail(1)
        #expect(right != other)
        #expect(try await thumbnail(2) == right)
    }

    @Test func anUploadTakesAFilesPlaceAndKeepsItsID() async throws {
        let world = try await World()
        try world.draw(1, "a.jpg")
        try await world.sync()
        let recordID = try await world.recordID("a")
        #expect(try await !put(world, 2, "a").isNew)
        #expect(try await world.recordID("a") == recordID)
        // The file is there still, under a name that is free.
        #expect(try await world.sync().counts == ["total": 1, "added": 1, "indexed": 2])
        #expect(try await world.finds(2, "a"))
        #expect(try await world.finds(1, "a.jpg"))
        #expect(try await world.sync().removed == 0)
    }

    @Test func aHundredUploadsAtOnce() async throws {
        let world = try await World()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in 0..<100 as Range<UInt64> {
                group.addTask { try await put(world, seed % 50, "\(seed % 80)") }
            }
            try await group.waitForAll()
        }
        #expect(world.collection.count == 80)
        #expect(try await world.engine.counts(in: world.collection).ready == 80)
        let hashes = try await Set(world.images().map(\.contentHash))
        #expect(files(world) == hashes.sorted())
    }
}
