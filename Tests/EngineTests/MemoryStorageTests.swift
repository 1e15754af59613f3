import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectors
import TestSupport
import Testing

/// Nothing above the storage needs SQLite or files of vectors: an engine over one in memory does the same.
@Suite(.timeLimit(.minutes(10))) struct MemoryStorageTests {
    /// Two engines, with storage in files and in memory, and what they were given.
    private struct Pair {
        let data: (local: TemporaryFolder, memory: TemporaryFolder)
        let pictures: TemporaryFolder
        let storage = MemoryStorage()

        init() throws {
            data = (try TemporaryFolder(), try TemporaryFolder())
            pictures = try TemporaryFolder()
        }

        func draw(_ seed: UInt64, _ name: String) throws {
            try pictures.write(TestPicture.jpeg(seed: seed), to: name)
        }

        /// Does the same with both.
        ///
        /// - Returns: what the one in memory gave; the other's is expected to be equal.
        func both<Result: Equatable>(
            _ body: (Engine) async throws -> Result
        ) async throws -> Result {
            let local = try await body(try await TestEngine.make(data.local.path))
            let memory = try await body(try await TestEngine.make(data.memory.path, storage: storage))
            #expect(local == memory)
            return memory
        }
    }

    /// All that a collection has and answers, without what differs from run to run: record ids, times, the metadata of
    /// files.
    private func state(_ engine: Engine, _ collection: OpenCollection) async throws -> [String] {
        let images = try await engine.images(in: collection, after: 0, limit: 1_000)
        var lines = images.sorted { $0.id < $1.id }.map { image in
            "\(image.id) \(image.source) \(image.path ?? "-") \(image.state) "
                + "\(image.category ?? 0) \(JSONValue.object(image.attributes)) \(image.contentHash)"
        }
        lines += engine.categories(in: collection).map { "\($0.id) \($0.name) \($0.count)" }
        lines.append("\(try await engine.counts(in: collection))")
        for filter in [
            nil, AttributeFilter(["colour": ["red"]]), .values("colour", ["green"]), .not(.exists("colour")),
        ] {
            let answer = try await engine.search(
                collection, for: .image(TestPicture.jpeg(seed: 2)),
                options: SearchOptions(topK: 100, filter: filter))
            lines.append(answer.matches.map(\.image.id).joined(separator: ", "))
        }
        return lines
    }

    @Test func itDoesWhatFilesDo() async throws {
        let pair = try Pair()
        for seed in 0..<12 as Range<UInt64> { try pair.draw(seed, "\(seed).jpg") }
        try pair.pictures.write([1, 2, 3], to: "broken.jpg")
        let first = try await pair.both { engine in
            let collection = try await engine.createCollection(named: "products")
            let report = try await engine.sync(collection, directory: pair.pictures.path)
            #expect(report.added == 12 && report.failed == 1)
            _ = try await engine.put(
                TestPicture.jpeg(seed: 50), as: "upload", name: nil, attributes: ["colour": "red"],
                in: collection)
            _ = try await engine.label(
                "3", attributes: ["colour": "blue"], category: .named("low"), in: collection)
            _ = try await engine.label("4", attributes: nil, category: .named("low"), in: collection)
            _ = try await engine.label("6", attributes: ["colour": "green"], in: collection)
            try await engine.deleteImage("5", in: collection)
            return try await state(engine, collection)
        }
        #expect(first.contains("1 low 2") && first.contains("upload") && first.contains("6"))
        // Both begin anew: with what they stored.
        try pair.draw(60, "6.jpg")
        for name in ["7", "8"] {
            try FileManager.default.removeItem(atPath: "\(pair.pictures.path)/\(name).jpg")
        }
        let second = try await pair.both { engine in
            let collection = try await engine.collection(named: "products")
            var states = try await state(engine, collection)
            #expect(states == first)
            let report = try await engine.sync(collection)
            #expect(report.removed == 2 && report.changed == 1)
            states += try await state(engine, collection)
            #expect(await engine.lastUpdate(of: collection) != nil)
            return states
        }
        #expect(second.count > first.count)
    }

    @Test func vectorsOfClientsAndPrototypesAreKept() async throws {
        let pair = try Pair()
        let options = CollectionOptions(model: .none, dimension: 3, metric: .l2)
        let found = try await pair.both { engine in
            let collection = try await engine.createCollection(named: "c", options)
            for round in 0..<3 {
                let images = (0..<40).map { place in
                    var image = IncomingImage(
                        id: "\(place)", vector: [Float(place), Float(place * round % 7), 1])
                    image.category = .named("\(place % 4)")
                    return image
                }
                _ = try await engine.put(images, in: collection)
            }
            #expect(collection.count == 40)
            let nearest = try await engine.nearestPrototypes(to: .vector([1, 2, 3]), in: collection)
                .matches
            let answer = try await engine.search(
                collection, for: .vector([20.2, 1, 1]), options: SearchOptions(topK: 5))
            return nearest.map { "\($0.category.name) \($0.score)" } + answer.matches.map(\.image.id)
        }
        #expect(found.count == 9)
    }

    /// What is in the catalogue is stored: its client is not told otherwise, and it is not stored twice.
    @Test func whatCannotBePublishedIsStoredAndPublishedLater() async throws {
        let (data, storage) = (try TemporaryFolder(), MemoryStorage())
        let engine = try await TestEngine.make(data.path, storage: storage)
        let collection = try await engine.createCollection(
            named: "c", CollectionOptions(model: .none, dimension: 2))
        func put(_ id: String) async throws {
            _ = try await engine.put([IncomingImage(id: id, vector: [1, 1])], in: collection)
        }
        func found() async throws -> [String] {
            try await engine.search(
                collection, for: .vector([1, 1]), options: SearchOptions()
            ).matches.map(\.image.id)
        }
        try await put("a")
        storage.setPublishing(false)
        try await put("b")
        try await engine.deleteImage("a", in: collection)
        #expect(engine.problems.all.map(\.kind) == [.publishing])
        #expect(try await engine.counts(in: collection).ready == 1)
        storage.setPublishing(true)
        try await put("c")
        #expect(try await found() == ["b", "c"])
        #expect(engine.problems.all == [])
    }

    @Test func nothingOfItIsInFiles() async throws {
        let pair = try Pair()
        let engine = try await TestEngine.make(pair.data.memory.path, storage: pair.storage)
        let collection = try await engine.createCollection(named: "products")
        _ = try await engine.put(
            TestPicture.jpeg(seed: 1), as: "a", name: nil, attributes: nil, in: collection)
        let listed = try await engine.listedCollection(named: "products")
        #expect(listed.images == 1 && listed.vectorBytes == 192 * 4)
        let files =
            FileManager.default.enumerator(atPath: pair.data.memory.path)?
            .compactMap { ($0 as? String)?.split(separator: "/").last.map(String.init) } ?? []
        #expect(files.contains("collection.json"))
        #expect(!files.contains { $0.hasPrefix("catalogue.") || $0.hasPrefix("vectors") })
        #expect(pair.storage.storeCount == 1)
        try await engine.deleteCollection(named: "products")
        #expect(pair.storage.storeCount == 0)
        #expect(try await engine.collectionRecords().isEmpty)
        // Another of its name has nothing of it.
        let again = try await engine.createCollection(named: "products")
        #expect(again.count == 0 && again.recordID != collection.recordID)
    }
}
