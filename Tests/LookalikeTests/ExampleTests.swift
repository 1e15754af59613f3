import Foundation
import Lookalike
import TestSupport
import Testing

/// The examples of the documentation, as they stand there, with the built-in model.
@Suite(.timeLimit(.minutes(10))) struct ExampleTests {
    let place: Place

    init() throws {
        place = try Place()
    }

    /// In place of Swift's own, to see what an example prints.
    func print(_ items: Any...) { place.print(items) }

    @Test func theLandingPage() async throws {
        let (folder, photo) = (place.folder, try place.draw(1, "photo.jpg"))
        let store = try await Store(at: folder)
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        try await shelf.add(.file(photo), id: "mug-1")
        let found = try await shelf.search(.file(photo), k: 5)
        await store.close()
        #expect(found.matches.map(\.id) == ["mug-1"])
        #expect(found.matches[0].score == 1)
    }

    @Test func addingAndSearching() async throws {
        let (folder, photo) = (place.folder, try place.draw(1, "photo.jpg"))
        let (bytes, others) = (try TestPicture.jpeg(seed: 2), try TestPicture.jpeg(seed: 3))
        let files = try (4..<7).map { try place.draw($0, "\($0).jpg") }
        let store = try await Store(at: folder)
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        try await shelf.add(.file(photo), id: "mug-1", attributes: ["brand": "acme", "price": 12])
        try await shelf.add(.bytes(bytes), id: "mug-2", attributes: ["brand": "apex"])
        let added = try await shelf.add(.bytes(others))
        print(added.id.count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for file in files {
                group.addTask { try await shelf.add(.file(file), id: file.lastPathComponent) }
            }
            try await group.waitForAll()
        }
        #expect(try await shelf.count == 6)

        let result = try await shelf.search(
            .file(photo), k: 5, threshold: 0.2, filter: ["brand": ["acme", "other"]])
        for match in result.matches {
            print(match.id, match.score, match.image.attributes["price"] ?? .null)
        }
        let similar = try await shelf.search(.image("mug-1"), k: 2).matches
        print(similar.count)
        let fitting = try await shelf.search(.text("red mug"), k: 3).matches
        print(fitting.count)
        await store.close()
        #expect(place.output == ["36", "mug-1 1.0 int(12)", "2", "3"])
    }

    @Test func syncing() async throws {
        let pictures = place.pictures
        try place.draw(1, "a.jpg")
        try place.draw(2, "b/c.jpg")
        let store = try await Store(at: place.folder)
        let holidays = try await store.collection(named: "holidays", creating: NewCollection())
        let summary = try await holidays.sync(pictures) { progress in
            print("\(progress.done) of \(progress.total)")
        }
        print("\(summary.added) added, \(summary.removed) removed, \(summary.failed) broken")
        await store.close()
        #expect(place.output.first == "0 of 2")
        #expect(place.output.suffix(2) == ["2 of 2", "2 added, 0 removed, 0 broken"])
    }

    @Test func vectorsOfOnesOwn() async throws {
        let store = try await Store(at: place.folder)
        let points = try await store.collection(
            named: "points", creating: NewCollection(model: .none(dimension: 3), metric: .l2))
        try await points.add(.vector([1, 0, 0]), id: "x")
        try await points.add(.vector([0, 1, 0]), id: "y")
        let nearest = try await points.search(.vector([0.9, 0, 0]), k: 1).matches
        print(nearest[0].id)
        await store.close()
        #expect(place.output == ["x"])
    }

    @Test func aModelOfOnesOwn() async throws {
        let (folder, models) = (place.folder, place.models)
        var options = StoreOptions()
        options.modelFolders = [models]
        options.defaultModel = "tiny"
        let store = try await Store(at: folder, options: options)
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        let information = try await shelf.information
        #expect(information.model == "tiny")
        #expect(information.dimension == 192)
        await store.close()
    }

    @Test func whatGoesWrong() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        let bytes = Array("some notes".utf8)
        do {
            try await shelf.add(.bytes(bytes), id: "notes")
        } catch LookalikeError.unreadableImage(let sentence) {
            print(sentence)
        }
        await store.close()
        #expect(place.output == ["This is not an image in a supported format."])
    }

    @Test func attributes() async throws {
        let store = try await place.store()
        let bytes = try TestPicture.jpeg(seed: 1)
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        try await shelf.add(.bytes(bytes), id: "red", attributes: ["colour": "red", "price": 12])
        for (seed, colour) in [(2, "green"), (3, "blue"), (4, "grey")] as [(UInt64, String)] {
            try await shelf.add(
                .bytes(try TestPicture.jpeg(seed: seed)), id: colour, attributes: ["colour": .string(colour)])
        }
        let result = try await shelf.search(.image("red"), k: 3, filter: ["colour": ["green", "blue"]])
        for match in result.matches { print(match.id, match.score) }
        await store.close()
        #expect(Set(result.matches.map(\.id)) == ["green", "blue"])
        #expect(place.output.count == 2)
    }

    @Test func pagesDuplicatesAndAnotherModel() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        for (id, seed) in [("mug-1", 1), ("mug-2", 2), ("mug-3", 3), ("again", 3)] as [(String, UInt64)] {
            try await shelf.add(.bytes(try TestPicture.jpeg(seed: seed)), id: id)
        }
        var end: PageEnd?
        repeat {
            let page = try await shelf.page(.image("mug-1"), size: 2, after: end)
            print(page.result.matches.count)
            end = page.end
        } while end != nil
        for group in try await shelf.duplicates() {
            print(group.members.map(\.image.id).sorted(), group.best)
        }
        let changed = try await shelf.migrate(to: "lookalike-small")
        print(changed.images, changed.previous ?? "none")
        try await shelf.finishMigration()
        await store.close()
        #expect(place.output == ["2", "1", "[\"again\", \"mug-3\"] mug-3", "4 tiny"])
    }
}
