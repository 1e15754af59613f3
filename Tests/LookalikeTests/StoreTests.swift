import Foundation
import Lookalike
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct StoreTests {
    let place: Place

    init() throws {
        place = try Place()
    }

    @Test func whatIsClosedOpensAgain() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        try await shelf.add(.bytes(try TestPicture.jpeg(seed: 1)), id: "one", attributes: ["size": 1.5])
        await store.close()
        await store.close()
        await #expect(throws: LookalikeError.closed) { try await shelf.count }
        await #expect(throws: LookalikeError.closed) { try await store.collections() }

        let again = try await place.store()
        let same = try await again.collection(named: "shelf")
        #expect(try await same.count == 1)
        #expect(try await same.image("one")?.attributes == ["size": 1.5])
        await again.close()
    }

    @Test func aCollectionGetsAnotherName() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        try await shelf.add(.bytes(try TestPicture.jpeg(seed: 1)), id: "one")
        let rack = try await store.renameCollection(named: "shelf", to: "rack")
        #expect(try await rack.image("one") != nil)
        #expect(try await store.collections().map(\.name) == ["rack"])
        await #expect(throws: LookalikeError.self) { try await shelf.count }
        await #expect(throws: LookalikeError.self) {
            try await store.renameCollection(named: "rack", to: "not a name")
        }
        await store.close()
        #expect(Store.defaultFolder.path.hasSuffix("/lookalike"))
    }

    /// A call that has begun is done, and the folder is free at once.
    @Test func closingWaitsForTheCallsUnderWay() async throws {
        for seed in 1...40 as ClosedRange<UInt64> { try place.draw(seed, "\(seed).jpg") }
        let store = try await place.store()
        let photos = try await store.collection(named: "photos", creating: NewCollection())
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let sync = Task { [pictures = place.pictures] in
            defer { begin.finish() }
            return try await photos.sync(pictures) { _ in begin.yield() }
        }
        for await _ in begun { break }
        await store.close()

        let again = try await place.store()
        #expect(try await again.collection(named: "photos").count == 40)
        #expect(try await sync.value.indexed == 40)
        await again.close()
    }

    @Test func oneWritesAndOthersRead() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        try await shelf.add(.bytes(try TestPicture.jpeg(seed: 1)), id: "one")
        let error = await #expect(throws: LookalikeError.self) { try await place.store() }
        #expect(error?.kind == "busy")

        let reader = try await place.store { $0.isReadOnly = true }
        let seen = try await reader.collection(named: "shelf")
        #expect(try await seen.search(.bytes(try TestPicture.jpeg(seed: 1))).matches.map(\.id) == ["one"])
        let refusal = await #expect(throws: LookalikeError.self) { try await seen.remove("one") }
        #expect(refusal?.kind == "storeUnusable")
        await reader.close()
        await store.close()
    }

    @Test func aFolderOfSomethingElseIsLeftAlone() async throws {
        let file = try place.write(Array("mine".utf8), "store/letter.txt")
        let error = await #expect(throws: LookalikeError.self) { try await place.store() }
        #expect(error?.kind == "storeUnusable")
        #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder.path) == ["letter.txt"])
    }

    @Test func readingMakesNothing() async throws {
        let error = await #expect(throws: LookalikeError.self) {
            try await place.store { $0.isReadOnly = true }
        }
        #expect(error?.kind == "storeUnusable")
        #expect(!FileManager.default.fileExists(atPath: place.folder.path))
    }

    @Test func collectionsAreListedAndDeleted() async throws {
        let store = try await place.store()
        for name in ["b", "a"] { _ = try await store.collection(named: name, creating: NewCollection()) }
        #expect(try await store.collections().map(\.name) == ["a", "b"])
        let shelf = try await store.collection(named: "a")
        try await store.deleteCollection(named: "a")
        #expect(try await store.collections().map(\.name) == ["b"])
        await #expect(throws: LookalikeError.unknownCollection("a")) { try await shelf.count }
        await #expect(throws: LookalikeError.unknownCollection("a")) {
            try await store.deleteCollection(named: "a")
        }
        let error = await #expect(throws: LookalikeError.self) {
            try await store.collection(named: "../a", creating: NewCollection())
        }
        #expect(error?.kind == "invalidArgument")
        await store.close()
    }

    @Test func collectionsKeepTheirModel() async throws {
        let store = try await place.store()
        #expect(try await store.models() == ["lookalike-small", "tiny"])
        _ = try await store.collection(named: "shelf", creating: NewCollection())
        for (name, model) in [("shelf", "lookalike-small"), ("other", "nobody's")] {
            let error = await #expect(throws: LookalikeError.self) {
                try await store.collection(named: name, creating: NewCollection(model: .named(model)))
            }
            #expect(error?.kind == "modelUnusable")
        }
        #expect(try await store.collection(named: "shelf").information.model == "tiny")
        await store.close()
    }
}
