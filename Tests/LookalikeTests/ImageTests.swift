import Foundation
import Lookalike
import TestSupport
import Testing

/// Adding, removing and searching.
@Suite(.timeLimit(.minutes(10))) struct ImageTests {
    let place: Place

    init() throws {
        place = try Place()
    }

    @Test func anImageTakesThePlaceOfTheOneWithItsID() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        let first = try await shelf.add(
            .bytes(try TestPicture.jpeg(seed: 1)), id: "a", name: "First", attributes: ["n": 1])
        #expect(first.id == "a")
        #expect(first.isNew)
        #expect(first.warnings == [])
        let other = try TestPicture.jpeg(seed: 2, width: 80, height: 60)
        let second = try await shelf.add(.bytes(other), id: "a")
        #expect(!second.isNew)
        #expect(try await shelf.count == 1)

        let image = try #require(try await shelf.image("a"))
        #expect(image.attributes == ["n": 1])
        #expect([image.width, image.height] == [80, 60] as [Int])
        #expect(try Array(Data(contentsOf: #require(image.file))) == other)
        #expect(try await shelf.image("b") == nil)

        try await shelf.remove("a")
        #expect(try await shelf.count == 0)
        await #expect(throws: LookalikeError.unknownImage("a")) { try await shelf.remove("a") }
        await #expect(throws: LookalikeError.unknownImage("a")) { try await shelf.search(.image("a")) }
        await store.close()
    }

    @Test func whatIsNoImageIsRefused() async throws {
        let store = try await place.store { $0.maximumFileBytes = 10_000 }
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        let large = try place.write([UInt8](repeating: 0, count: 10_001), "large.jpg")
        let missing = place.pictures.appending(path: "missing.jpg")
        let images: [NewImage] = [
            .bytes([] as [UInt8]), .bytes(Array("text".utf8)), .file(large), .file(missing),
            .file(place.folder),
        ]
        for image in images {
            let error = await #expect(throws: LookalikeError.self) { try await shelf.add(image) }
            #expect(error?.kind == "unreadableImage")
        }
        let error = await #expect(throws: LookalikeError.self) { try await shelf.search(.file(missing)) }
        #expect(error == .unreadableImage("The file can't be read: there is no such file."))
        let named = await #expect(throws: LookalikeError.self) {
            try await shelf.add(.bytes(try TestPicture.jpeg(seed: 1)), id: "..")
        }
        #expect(named?.kind == "invalidArgument")
        #expect(try await shelf.count == 0)
        await store.close()
    }

    @Test func aCutImageIsKeptWithAWarning() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        let added = try await shelf.add(.bytes(try TestPicture.cutJPEG(seed: 2)), id: "cut")
        #expect(added.warnings.count == 1)
        #expect(try await shelf.search(.bytes(try TestPicture.cutJPEG(seed: 2))).warnings == added.warnings)
        await store.close()
    }

    @Test func searchesAreBoundedByScoreNumberAndAttributes() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        for seed in 1...6 as ClosedRange<UInt64> {
            try await shelf.add(
                .bytes(try TestPicture.jpeg(seed: seed)), id: "\(seed)",
                attributes: ["isEven": .bool(seed.isMultiple(of: 2)), "half": .double(Double(seed) / 2)])
        }
        let query = ImageQuery.bytes(try TestPicture.jpeg(seed: 3))
        let all = try await shelf.search(query)
        #expect(all.compared == 6)
        #expect(all.matches.count == 6)
        #expect(all.matches[0].id == "3")
        #expect(all.matches.map(\.score) == all.matches.map(\.score).sorted(by: >))
        #expect(try await shelf.search(query, k: 2).matches == Array(all.matches.prefix(2)))
        #expect(try await shelf.search(query, threshold: 1).matches.map(\.id) == ["3"])

        let even = try await shelf.search(query, filter: ["isEven": [true]])
        #expect(even.compared == 3)
        #expect(Set(even.matches.map(\.id)) == ["2", "4", "6"])
        // A whole number is one value, however it is written.
        let halves = try await shelf.search(query, filter: ["half": [.int(1), .double(3), 0.5]])
        #expect(Set(halves.matches.map(\.id)) == ["1", "2", "6"])
        #expect(try await shelf.search(query, filter: ["isEven": [true], "half": [0.5]]).matches == [])
        await store.close()
    }

    @Test func whatCannotBeSearchedForIsRefused() async throws {
        let store = try await place.store()
        let shelf = try await store.collection(named: "shelf", creating: NewCollection())
        try await shelf.add(.bytes(try TestPicture.jpeg(seed: 1)), id: "a")
        let noNumber = await #expect(throws: LookalikeError.self) {
            try await shelf.search(.image("a"), k: 0)
        }
        let notFinite = await #expect(throws: LookalikeError.self) {
            try await shelf.search(.image("a"), threshold: .nan)
        }
        let attribute = await #expect(throws: LookalikeError.self) {
            try await shelf.search(.image("a"), filter: ["n": [.double(.infinity)]])
        }
        let stored = await #expect(throws: LookalikeError.self) {
            try await shelf.add(
                .bytes(try TestPicture.jpeg(seed: 1)), attributes: ["n": .array([.double(.nan)])])
        }
        for error in [noNumber, notFinite, attribute, stored] { #expect(error?.kind == "invalidArgument") }
        #expect(try await shelf.count == 1)
        await store.close()
    }

    @Test func vectorsHaveTheCollectionsDimension() async throws {
        let store = try await place.store()
        let points = try await store.collection(
            named: "points",
            creating: NewCollection(model: .none(dimension: 2), metric: .innerProduct, index: .exact))
        try await points.add(.vector([3, 4]), id: "p")
        for vector in [[1], [1, .nan], []] as [[Float]] {
            let added = await #expect(throws: LookalikeError.self) { try await points.add(.vector(vector)) }
            let searched = await #expect(throws: LookalikeError.self) {
                try await points.search(.vector(vector))
            }
            #expect([added?.kind, searched?.kind] == ["invalidVector", "invalidVector"])
        }
        let image = await #expect(throws: LookalikeError.self) {
            try await points.add(.bytes(try TestPicture.jpeg(seed: 1)))
        }
        #expect(image?.kind == "modelUnusable")
        let found = try await points.search(.vector([1, 2])).matches
        #expect(found.map(\.score) == [11])
        #expect(found.map(\.image.file) == [nil])
        let information = try await points.information
        #expect([information.count, information.dimension] == [1, 2] as [Int])
        #expect(information.metric == .innerProduct)
        #expect(information.model == nil)
        #expect(information.folder == nil)
        for dimension in [0, 70_000] {
            let error = await #expect(throws: LookalikeError.self) {
                try await store.collection(
                    named: "none", creating: NewCollection(model: .none(dimension: dimension)))
            }
            #expect(error?.kind == "invalidArgument")
        }
        await store.close()
    }
}
