import LookalikeCatalogue
import LookalikeEngine
import TestSupport
import Testing

/// A collection that was made for one purpose goes again only while nobody uses it.
@Suite(.timeLimit(.minutes(10))) struct UnusedCollectionTests {
    private let data: TemporaryFolder
    private let engine: Engine
    private let options = CollectionOptions(model: .none, dimension: 2)

    init() async throws {
        data = try TemporaryFolder()
        engine = try await TestEngine.make(data.path)
    }

    private func names() async throws -> [String] { try await engine.collectionRecords().map(\.name) }

    @Test func anEmptyOneGoes() async throws {
        let collection = try await engine.createCollection(named: "new", options)
        #expect(try await engine.deleteCollection(named: "new", ifUnused: collection))
        #expect(try await names().isEmpty)
        // Its name is free, and there is nothing left to delete.
        #expect(try await !engine.deleteCollection(named: "new", ifUnused: collection))
        _ = try await engine.createCollection(named: "new", options)
    }

    @Test func oneThatIsUsedStays() async throws {
        let images = try await engine.createCollection(named: "images", options)
        _ = try await engine.put(IncomingImage(id: "a", vector: [1, 0]), in: images)
        let categories = try await engine.createCollection(named: "categories", options)
        _ = try await engine.createCategory("shoes", in: categories)
        for collection in [images, categories] {
            #expect(try await !engine.deleteCollection(named: collection.name, ifUnused: collection))
        }
        #expect(try await names() == ["categories", "images"])
        #expect(try await engine.image("a", in: images).id == "a")
        _ = try await engine.put(IncomingImage(id: "b", vector: [0, 1]), in: images)
    }

    @Test func anotherOneOfTheNameStays() async throws {
        let first = try await engine.createCollection(named: "new", options)
        try await engine.deleteCollection(named: "new")
        let second = try await engine.createCollection(named: "new", options)
        #expect(try await !engine.deleteCollection(named: "new", ifUnused: first))
        try await engine.renameCollection(named: "new", to: "old")
        #expect(try await !engine.deleteCollection(named: "new", ifUnused: second))
        #expect(try await names() == ["old"])
    }

    /// Whoever was told that an image was taken finds it.
    @Test func noImageIsLost() async throws {
        for number in 0..<30 {
            let name = "new\(number)"
            let collection = try await engine.createCollection(named: name, options)
            async let deletion = engine.deleteCollection(named: name, ifUnused: collection)
            var isTaken = true
            do {
                _ = try await engine.put(IncomingImage(id: "a", vector: [1, 0]), in: collection)
            } catch EngineError.unknownCollection {
                isTaken = false
            }
            let isDeleted = try await deletion
            #expect(isTaken != isDeleted)
            #expect(try await names().contains(name) == isTaken)
            if isTaken { #expect(try await engine.image("a", in: collection).id == "a") }
        }
    }
}
