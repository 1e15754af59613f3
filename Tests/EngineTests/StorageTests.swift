import Foundation
import LookalikeCatalogue
import LookalikeEngine
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct StorageTests {
    /// What a collection answers and has.
    private func state(_ engine: Engine) async throws -> [String] {
        let collection = try await engine.collection(named: "products")
        let images = try await engine.images(in: collection, after: 0, limit: 10_000)
        let answer = try await engine.search(
            collection, for: .image(TestPicture.jpeg(seed: 1)), options: SearchOptions(topK: 100))
        return images.map { "\($0)" } + answer.matches.map { "\($0.image.id) \($0.score)" }
    }

    @Test func aReopenedEngineIsAsItWas() async throws {
        let (data, pictures) = (try TemporaryFolder(), try TemporaryFolder())
        for seed in 0..<40 as Range<UInt64> {
            try pictures.write(TestPicture.jpeg(seed: seed), to: "\(seed).jpg")
        }
        try pictures.write([1], to: "broken.jpg")
        let before: [String]
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.createCollection(named: "products")
            _ = try await engine.sync(collection, directory: pictures.path)
            try pictures.write(TestPicture.jpeg(seed: 99), to: "3.jpg")
            _ = try await engine.sync(collection)
            try await engine.deleteImage("5", in: collection)
            before = try await state(engine)
        }
        #expect(try await state(try TestEngine.make(data.path)) == before)
    }

    @Test func compactionKeepsEveryPicture() async throws {
        let (data, pictures) = (try TemporaryFolder(), try TemporaryFolder())
        for seed in 0..<400 as Range<UInt64> {
            try pictures.write(TestPicture.jpeg(seed: seed), to: "\(seed).jpg")
        }
        let before: [String]
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.createCollection(named: "products")
            for _ in 0..<4 {
                _ = try await engine.sync(collection, directory: pictures.path, options: .init(force: true))
            }
            // 400 rows of 192 numbers, and little more.
            #expect(collection.vectorBytes < 400 * 1_000)
            before = try await state(engine)
            for seed in [0, 399] as [UInt64] {
                let answer = try await engine.search(
                    collection, for: .image(TestPicture.jpeg(seed: seed)), options: SearchOptions(topK: 1))
                #expect(answer.matches.first?.image.id == "\(seed)")
            }
        }
        let engine = try await TestEngine.make(data.path)
        #expect(try await state(engine) == before)
        let files = try FileManager.default.contentsOfDirectory(atPath: data.path + "/collections/1")
        #expect(files.filter { $0.hasSuffix(".lkv") } == ["vectors-1.lkv"])
    }

    @Test func oneProcessHoldsTheFolder() async throws {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path, purpose: "the first")
        let error = await #expect(throws: EngineError.self) { try await TestEngine.make(data.path) }
        guard case .dataFolderBusy(_, let holder)? = error else { return #expect(Bool(false), "\(error!)") }
        #expect(holder.contains("the first"))
        withExtendedLifetime(engine) {}
    }

    @Test func aReaderSeesWhatAWriterHasCommitted() async throws {
        let world = try await World()
        let reader = try await TestEngine.make(world.data.path, purpose: nil)
        #expect(try await reader.collection(named: "products").count == 0)
        for seed in 0..<3 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        let seen = try await reader.collection(named: "products")
        #expect(seen.count == 3)
        let subject = try Query.image(TestPicture.jpeg(seed: 2))
        #expect(
            try await reader.search(seen, for: subject, options: .init(topK: 1)).matches[0].image.id == "2")
        await #expect(throws: EngineError.self) { try await reader.createCollection(named: "other") }
        await #expect(throws: EngineError.self) { try await reader.deleteImage("2", in: seen) }
        await #expect(throws: EngineError.self) { try await reader.deleteCollection(named: "products") }
        await #expect(throws: EngineError.self) {
            _ = try await reader.sync(seen, directory: world.pictures.path)
        }
        #expect(try await world.images().count == 3)
    }

    @Test func aDamagedVectorFileIsLeftAndCanBeDeleted() async throws {
        let data = try TemporaryFolder()
        do {
            let engine = try await TestEngine.make(data.path)
            let collection = try await engine.createCollection(named: "c")
            _ = try await engine.put(
                TestPicture.jpeg(seed: 1), as: "a", name: nil, attributes: nil, in: collection)
            _ = try await engine.createCollection(named: "good")
        }
        let path = data.path + "/collections/1/vectors-0.lkv"
        let cut = try Data(contentsOf: URL(fileURLWithPath: path)).prefix(4_100)
        try cut.write(to: URL(fileURLWithPath: path))
        let engine = try await TestEngine.make(data.path)
        let error = await #expect(throws: EngineError.self) { try await engine.collection(named: "c") }
        guard case .storageDamaged? = error else { return #expect(Bool(false), "\(error!)") }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == cut)
        #expect(try await engine.collection(named: "good").count == 0)
        try await engine.deleteCollection(named: "c")
        #expect(try await engine.createCollection(named: "c").count == 0)
    }

    @Test func aDeletedCollectionLeavesNothingButItsFolder() async throws {
        let world = try await World()
        try world.draw(1, "1.jpg")
        try await world.sync()
        _ = try await world.engine.put(
            TestPicture.jpeg(seed: 2), as: "up", name: nil, attributes: nil, in: world.collection)
        try await world.engine.deleteCollection(named: "products")
        await #expect(throws: EngineError.unknownCollection("products")) {
            try await world.engine.collection(named: "products")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: world.data.path + "/collections") == [])
        #expect(FileManager.default.fileExists(atPath: world.pictures.path + "/1.jpg"))
        // Who still has it is told, and makes no files of it again.
        await #expect(throws: EngineError.unknownCollection("products")) { try await world.sync() }
        await #expect(throws: EngineError.unknownCollection("products")) {
            _ = try await world.engine.put(
                TestPicture.jpeg(seed: 2), as: "up", name: nil, attributes: nil, in: world.collection)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: world.data.path + "/collections") == [])
        #expect(try await world.best(1) == nil)
        let again = try await world.engine.createCollection(named: "products")
        #expect(again.count == 0 && again.recordID != world.collection.recordID)
    }

    @Test func oneNameIsMadeOnceByMany() async throws {
        let world = try await World()
        let ids = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await world.engine.collection(named: "shared", creatingWith: nil).recordID
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        await #expect(throws: EngineError.collectionExists("shared")) {
            try await world.engine.createCollection(named: "shared")
        }
        await #expect(throws: EngineError.invalidCollectionName("../x")) {
            try await world.engine.createCollection(named: "../x")
        }
        await #expect(throws: EngineError.modelMismatch(collection: "shared", has: "tiny", asked: "other")) {
            try await world.engine.collection(named: "shared", creatingWith: "other")
        }
    }
}
