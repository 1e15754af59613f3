import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// A damaged vector is left out, told, never copied, and made anew.
@Suite(.timeLimit(.minutes(10))) struct HealingTests {
    /// Changes a number of the vector in each of the rows.
    private static func damage(_ rows: [Int], of collection: OpenCollection, in data: TemporaryFolder) throws
    {
        let path = "\(data.path)/collections/\(collection.recordID)/vectors-0.lkv"
        let stride = (4 * collection.record.dimension + 16 + 63) / 64 * 64
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        for row in rows {
            try file.seek(toOffset: UInt64(4_096 + row * stride + 8))
            try file.write(contentsOf: [0x12, 0x34, 0x56, 0x3F])
        }
        try file.close()
    }

    /// A sync stores files in the order in which they are done.
    private func rows(of ids: [String], _ world: World) async throws -> [Int] {
        // Until a compaction a vector's reference is its row.
        var rows: [Int] = []
        for id in ids {
            let image = try await world.engine.image(id, in: world.collection)
            rows.append(Int(try #require(image.vector)))
        }
        return rows
    }

    /// A collection of three files, one of which has a copy, and two uploads.
    private func world() async throws -> World {
        let world = try await World()
        for seed in 0..<3 as Range<UInt64> { try world.draw(seed, "\(seed).jpg") }
        try await world.sync()
        for seed in 10..<12 as Range<UInt64> {
            _ = try await world.engine.put(
                TestPicture.jpeg(seed: seed), as: "\(seed)", name: nil, attributes: ["n": .int(Int(seed))],
                in: world.collection)
        }
        return world
    }

    @Test func searchesGoOnAndUploadsHealThemselves() async throws {
        let world = try await world()
        let (engine, collection) = (world.engine, world.collection)
        try await Self.damage(rows(of: ["1", "10"], world), of: collection, in: world.data)
        let answer = try await engine.search(
            collection, for: .image(TestPicture.jpeg(seed: 2)), options: SearchOptions(topK: 10))
        #expect(answer.matches.count == 3 && answer.matches.first?.image.id == "2")
        #expect(answer.damaged == 2 && answer.damageWarning?.contains("2 vectors") == true)
        // In the background all of it is made anew, file and upload.
        try await eventually("all was healed") { try await engine.verify(collection).damaged.isEmpty }
        #expect(try await world.finds(1, "1"))
        #expect(try await world.finds(10, "10"))
        #expect(try await engine.image("10", in: collection).attributes == ["n": 10])
        try await eventually("no problem is left") { engine.problems.all.isEmpty }
    }

    @Test func aSyncHealsAndNothingIsCopied() async throws {
        let world = try await world()
        try await Self.damage(rows(of: ["1"], world), of: world.collection, in: world.data)
        // A copy of its file is embedded, not given the damaged vector.
        try world.draw(1, "copy.jpg")
        let report = try await world.sync()
        #expect(report.healed == 1 && report.added == 1 && report.changed == 0)
        #expect(try await world.engine.verify(world.collection).damaged.isEmpty)
        let (original, copy) = await (try world.vector("1"), try world.vector("copy"))
        #expect(original != nil && original == copy)
        #expect(try await world.sync().healed == 0)
    }

    @Test func prototypesAreThoseOfSoundVectors() async throws {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.createCollection(named: "c")
        for seed in 0..<4 as Range<UInt64> {
            var image = IncomingImage(id: "\(seed)", bytes: try TestPicture.jpeg(seed: seed))
            image.category = .named("x")
            _ = try await engine.put(image, in: collection)
        }
        try Self.damage([0, 1], of: collection, in: data)
        // One that is deleted can't be taken from the sum, one that is healed must not be in it twice.
        try await engine.deleteImage("0", in: collection)
        #expect(try await engine.heal(collection).healed == 1)
        let rebuilt = try await engine.rebuildPrototypes(in: collection)
        #expect(rebuilt.largestDifference < 1e-12 && rebuilt.categories.map(\.count) == [3])
    }

    @Test func whatHasNoImageStaysDamaged() async throws {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path)
        let collection = try await engine.createCollection(
            named: "v", CollectionOptions(model: .named("tiny")))
        let vectors = (0..<3).map { number in (0..<192).map { Float(($0 + number) % 7) } }
        let images = vectors.enumerated().map { IncomingImage(id: "\($0)", vector: $1) }
        _ = try await engine.put(images, in: collection)
        try Self.damage([1], of: collection, in: data)
        let healing = try await engine.heal(collection)
        #expect(healing.damaged == 1 && healing.healed == 0)
        #expect(engine.problems.all.map(\.kind) == [.damagedVectors])
        let answer = try await engine.search(
            collection, for: .vector(vectors[2]), options: SearchOptions(topK: 5))
        #expect(answer.matches.map(\.image.id).sorted() == ["0", "2"])
        await #expect(throws: EngineError.self) {
            _ = try await engine.search(collection, for: .item("1"), options: SearchOptions(topK: 1))
        }
        // Sent again, it is whole.
        _ = try await engine.put(images[1], in: collection)
        #expect(try await engine.verify(collection).damaged.isEmpty)
    }
}
