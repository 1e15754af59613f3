import Catalogue
import JSON
import Testing

/// Numbers and codes by which other systems know a picture, and contents.
@Suite(.timeLimit(.minutes(10))) struct NameTests {
    @Test(arguments: Driver.allCases)
    func picturesAreFoundByThem(_ driver: Driver) throws {
        let scene = try Scene(driver)
        var images = try scene.add("a", "b")
        (images[0].externalID, images[1].code) = (-5, "ab-cd")
        try scene.catalogue.apply(images.map { .put($0) }, updating: nil)
        let (catalogue, id) = (scene.catalogue, scene.collection.id)
        #expect(try catalogue.image(externalID: -5, in: id) == images[0])
        #expect(try catalogue.image(code: "ab-cd", in: id) == images[1])
        #expect(try catalogue.image(externalID: 1, in: id) == nil)
        #expect(try catalogue.image(code: "x", in: id) == nil)
        #expect(try catalogue.images(keys: ["b", "x", "a"], in: id).map(\.key) == ["b", "a"])
    }

    @Test(arguments: Driver.allCases)
    func eachIsTakenOnceInACollection(_ driver: Driver) throws {
        let scene = try Scene(driver)
        let images = try scene.add("a", "b")
        func put(_ image: ImageRecord, _ number: Int64?, _ code: String?) throws {
            var image = image
            (image.externalID, image.code) = (number, code)
            try scene.catalogue.apply([.put(image)], updating: nil)
        }
        try put(images[0], 1, "x")
        #expect(throws: CatalogueError.duplicate("1")) { try put(images[1], 1, nil) }
        #expect(throws: CatalogueError.duplicate("x")) { try put(images[1], nil, "x") }
        try put(images[0], nil, nil)
        try put(images[1], 1, "x")
    }

    @Test(arguments: Driver.allCases)
    func copiesComeByTheirContent(_ driver: Driver) throws {
        let scene = try Scene(driver)
        var images = try scene.add("a", "b", "c", "d", "e", "f", "g")
        for (place, hash) in ["h2", "h1", "h2", "h1", "h3", "", ""].enumerated() {
            images[place].contentHash = hash
            images[place].attributes = ["event": .string(place < 3 ? "x" : "y")]
        }
        try scene.catalogue.apply(images.map { .put($0) }, updating: nil)
        let (catalogue, id, ids) = (scene.catalogue, scene.collection.id, images.map(\.id))
        let all = [
            ContentCopies(contentHash: "h1", ids: [ids[1], ids[3]]),
            ContentCopies(contentHash: "h2", ids: [ids[0], ids[2]]),
        ]
        #expect(try catalogue.copies(in: id, matching: nil, after: "", limit: 10) == all)
        #expect(try catalogue.copies(in: id, matching: nil, after: "h1", limit: 10) == [all[1]])
        #expect(try catalogue.copies(in: id, matching: nil, after: "", limit: 1) == [all[0]])
        let filter = AttributeFilter(["event": ["x"]])
        #expect(try catalogue.copies(in: id, matching: filter, after: "", limit: 10) == [all[1]])
        #expect(try catalogue.images(contentHash: "h1", in: id).map(\.key) == ["b", "d"])
        #expect(try catalogue.images(contentHash: "", in: id).isEmpty)
    }
}
