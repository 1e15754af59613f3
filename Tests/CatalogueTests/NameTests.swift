import LookalikeCatalogue
import LookalikeJSON
import Testing

/// Numbers and codes by which other systems know a picture, and contents.
@Suite(.timeLimit(.minutes(10))) struct NameTests {
    @Test(arguments: Driver.allCases)
    func picturesAreFoundByThem(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        var images = try await scene.add("a", "b")
        (images[0].externalID, images[1].code) = (-5, "ab-cd")
        try await scene.catalogue.apply(images.map { .put($0) }, updating: nil)
        let (catalogue, recordID) = (scene.catalogue, scene.collection.recordID)
        #expect(try await catalogue.image(externalID: -5, in: recordID) == images[0])
        #expect(try await catalogue.image(code: "ab-cd", in: recordID) == images[1])
        #expect(try await catalogue.image(externalID: 1, in: recordID) == nil)
        #expect(try await catalogue.image(code: "x", in: recordID) == nil)
        #expect(try await catalogue.images(ids: ["b", "x", "a"], in: recordID).map(\.id) == ["b", "a"])
    }

    @Test(arguments: Driver.allCases)
    func eachIsTakenOnceInACollection(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let images = try await scene.add("a", "b")
        func put(_ image: ImageRecord, _ number: Int64?, _ code: String?) async throws {
            var image = image
            (image.externalID, image.code) = (number, code)
            try await scene.catalogue.apply([.put(image)], updating: nil)
        }
        try await put(images[0], 1, "x")
        await #expect(throws: CatalogueError.duplicate("1")) { try await put(images[1], 1, nil) }
        await #expect(throws: CatalogueError.duplicate("x")) { try await put(images[1], nil, "x") }
        try await put(images[0], nil, nil)
        try await put(images[1], 1, "x")
    }

    @Test(arguments: Driver.allCases)
    func copiesComeByTheirContent(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        var images = try await scene.add("a", "b", "c", "d", "e", "f", "g")
        for (place, hash) in ["h2", "h1", "h2", "h1", "h3", "", ""].enumerated() {
            images[place].contentHash = hash
            images[place].attributes = ["event": .string(place < 3 ? "x" : "y")]
        }
        try await scene.catalogue.apply(images.map { .put($0) }, updating: nil)
        let (catalogue, recordID, recordIDs) = (
            scene.catalogue, scene.collection.recordID, images.map(\.recordID)
        )
        let all = [
            ContentCopies(contentHash: "h1", recordIDs: [recordIDs[1], recordIDs[3]]),
            ContentCopies(contentHash: "h2", recordIDs: [recordIDs[0], recordIDs[2]]),
        ]
        #expect(try await catalogue.copies(in: recordID, matching: nil, after: "", limit: 10) == all)
        #expect(try await catalogue.copies(in: recordID, matching: nil, after: "h1", limit: 10) == [all[1]])
        #expect(try await catalogue.copies(in: recordID, matching: nil, after: "", limit: 1) == [all[0]])
        let filter = AttributeFilter(["event": ["x"]])
        #expect(try await catalogue.copies(in: recordID, matching: filter, after: "", limit: 10) == [all[1]])
        #expect(try await catalogue.images(contentHash: "h1", in: recordID).map(\.id) == ["b", "d"])
        #expect(try await catalogue.images(contentHash: "", in: recordID).isEmpty)
    }
}
