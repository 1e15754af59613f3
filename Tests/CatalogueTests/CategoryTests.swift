import LookalikeCatalogue
import LookalikeJSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct CategoryTests {
    @Test(arguments: Driver.allCases)
    func categoriesAndSumsAreKept(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (catalogue, recordID) = (scene.catalogue, scene.collection.recordID)
        let cats = CategoryRecord(id: 5, name: "cats", createdAt: someDay)
        let dogs = CategoryRecord(id: 6, name: "dogs", createdAt: someDay)
        #expect(try await catalogue.nextCategory(in: recordID) == 1)
        try await catalogue.apply(
            [], categories: [.create(dogs), .create(cats)], of: recordID, updating: nil)
        #expect(try await catalogue.nextCategory(in: recordID) == 7)
        #expect(try await catalogue.prototypes(in: recordID).map(\.sum) == [[], []])
        let sum = PrototypeRecord(category: 5, count: 3, sum: [1.5, -.pi, 1e-300])
        try await catalogue.apply(
            [], categories: [.prototype(sum), .rename(id: 6, name: "wolves")], of: recordID, updating: nil)
        let again = try driver.open(scene.folder)
        #expect(try await again.categories(in: recordID).map(\.name) == ["cats", "wolves"])
        #expect(try await again.categories(in: recordID).map(\.count) == [3, 0])
        #expect(try await again.prototypes(in: recordID).first == sum)
        try await again.apply([], categories: [.delete(id: 6)], of: recordID, updating: nil)
        #expect(try await again.categories(in: recordID).map(\.id) == [5])
        // An id is not given again.
        #expect(try await again.nextCategory(in: recordID) == 7)
    }

    @Test(arguments: Driver.allCases)
    func aNameIsTakenOnceInACollection(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let other = try await scene.catalogue.create(.sample("other"))
        let cats = CategoryRecord(id: 1, name: "cats", createdAt: someDay)
        for collection in [scene.collection, other] {
            try await scene.catalogue.apply(
                [], categories: [.create(cats)], of: collection.recordID, updating: nil)
        }
        let same = CategoryRecord(id: 2, name: "cats", createdAt: someDay)
        await #expect(throws: CatalogueError.duplicate("cats")) {
            try await scene.catalogue.apply(
                [], categories: [.create(same)], of: other.recordID, updating: nil)
        }
        #expect(try await scene.catalogue.categories(in: other.recordID).count == 1)
    }

    @Test(arguments: Driver.allCases)
    func picturesComeByCategory(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (catalogue, recordID) = (scene.catalogue, scene.collection.recordID)
        let categories = (1...3).map { CategoryRecord(id: $0, name: "\($0)", createdAt: someDay) }
        try await catalogue.apply([], categories: categories.map { .create($0) }, of: recordID, updating: nil)
        var images = try await scene.add("a", "b", "c", "d", "e", "f")
        for place in images.indices { images[place].category = [1, 2, 1, nil, 3, 1][place] }
        (images[5].state, images[5].vector) = (.failed, nil)
        try await catalogue.apply(images.map { .put($0) }, updating: nil)
        #expect(
            try await catalogue.images(recordIDs: images.map(\.recordID)).map(\.category)
                == images.map(\.category))
        let recordIDs = images.map(\.recordID)
        #expect(
            try await catalogue.recordIDs(inCategories: [1], of: recordID) == [recordIDs[0], recordIDs[2]])
        #expect(
            try await catalogue.recordIDs(inCategories: [3, 2, 2], of: recordID) == [
                recordIDs[1], recordIDs[4],
            ])
        #expect(try await catalogue.recordIDs(inCategories: [], of: recordID) == [])
        #expect(
            try await catalogue.images(inCategory: 1, of: recordID, after: recordIDs[0], limit: 5).map(\.id)
                == ["c"])
        #expect(try await catalogue.categorised(in: recordID).map(\.category) == [1, 2, 1, 3])
        #expect(
            try await catalogue.placements(of: [recordIDs[5], recordIDs[1], 999]).map(\.category) == [1, 2])
        try await catalogue.apply([], categories: [.delete(id: 1)], of: recordID, updating: nil)
        #expect(
            try await catalogue.images(recordIDs: recordIDs).map(\.category) == [nil, 2, nil, nil, 3, nil])
    }

    @Test(arguments: Driver.allCases)
    func aCollectionTakesItsCategoriesWithIt(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let cats = CategoryRecord(id: 1, name: "cats", createdAt: someDay)
        try await scene.catalogue.apply(
            [], categories: [.create(cats)], of: scene.collection.recordID, updating: nil)
        try await scene.catalogue.deleteCollection(scene.collection.recordID)
        #expect(try await scene.catalogue.categories(in: scene.collection.recordID).isEmpty)
    }
}
