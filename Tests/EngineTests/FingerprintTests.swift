import LookalikeCatalogue
import LookalikeEngine
import TestSupport
import Testing

/// The fingerprints that duplicates are found by, of more contents than those of one collection.
@Suite(.timeLimit(.minutes(10))) struct FingerprintTests {
    private let storage = MemoryStorage()

    /// Fingerprints of contents that no image has, each with another hash.
    private static func unused(_ numbers: Range<UInt64>) -> [FingerprintRecord] {
        numbers.map { number in
            var state = number + 1
            let hash = (0..<32).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            return FingerprintRecord(content: "unused \(number)", hash: hash, bytes: [1])
        }
    }

    private static func picture(_ quality: Int, seed: UInt64 = 1) throws -> [UInt8] {
        try TestScene.jpeg(TestScene.pixels(seed: seed), quality: quality)
    }

    private func put(
        _ picture: [UInt8], _ id: String, _ engine: Engine, _ collection: OpenCollection
    ) async throws -> [String] {
        var image = IncomingImage(id: id, bytes: picture)
        image.duplicates = .report
        return try await engine.put(image, in: collection).duplicates.map(\.image.id).sorted()
    }

    @Test func duplicatesAreFoundAmongManyOthers() async throws {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path, storage: storage)
        let collection = try await engine.createCollection(named: "c")
        #expect(try await put(Self.picture(95), "a", engine, collection) == [])
        // So many at once are indexed before the answer.
        await storage.catalogue.put(Self.unused(0..<6_000))
        #expect(try await put(Self.picture(80), "b", engine, collection) == ["a"])
        // These are compared one by one, and indexed later.
        for first in [6_000, 8_500] as [UInt64] {
            await storage.catalogue.put(Self.unused(first..<first + 2_500))
            #expect(try await put(Self.picture(90, seed: first), "\(first)", engine, collection) == [])
        }
        #expect(try await put(Self.picture(60), "z", engine, collection) == ["a", "b"])
        withExtendedLifetime(data) {}
    }

    @Test func thoseThatNoImageHasAreForgottenWhenTheyAreMany() async throws {
        let data = try TemporaryFolder()
        let engine = try await TestEngine.make(data.path, storage: storage)
        let collection = try await engine.createCollection(named: "c")
        _ = try await put(Self.picture(95), "a", engine, collection)
        // From now on, what is added is compared in the background.
        _ = try await engine.findDuplicates(in: collection)
        await storage.catalogue.put(Self.unused(0..<3_000))
        let owner = try #require(await storage.catalogue.collection(named: "c")).recordID
        for seed in [2, 3] as [UInt64] {
            _ = try await engine.put(Self.picture(95, seed: seed), as: "\(seed)", in: collection)
            try await eventually("it was compared") {
                await storage.catalogue.uncomparedContents(in: owner).isEmpty
            }
        }
        #expect(await storage.catalogue.fingerprintCounts() == (hashes: 3, images: 3))
        #expect(try await put(Self.picture(60), "z", engine, collection) == ["a"])
        withExtendedLifetime(data) {}
    }
}
