import LookalikeCatalogue
import LookalikeJSON
import Testing

@Suite(.timeLimit(.minutes(10))) struct CategoryTests {
    @Test(arguments: Driver.allCases)
    func categoriesAndSumsAreKept(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (catalogue, id) = (scene.catalogue, scene.collection.id)
        let cats = CategoryRecord(id: 5, name: "cats", createdAt: someDay)
        let dogs = CategoryRecord(id: 6, name: "dogs", createdAt: someDay)
        #expect(try await catalogue.nextCategory(in: id) == 1)
        try await catalogue.apply([], categories: [.create(dogs), .create(cats)], of: id, updating: nil)
        #expect(try await catalogue.nextCategory(in: id) == 7)
        #expect(try await catalogue.prototypes(in: id).map(\.sum) == [[], []])
        let sum = PrototypeRecord(category: 5, count: 3, sum: [1.5, -.pi, 1e-300])
        try await catalogue.apply(
            [], categories: [.prototype(sum), .rename(id: 6, name: "wolves")], of: id, updating: nil)
        let again = try driver.open(scene.folder)
        #expect(try await again.categories(in: id).map(\.name) == ["cats", "wolves"])
        #expect(try await again.categories(in: id).map(\.count) == [3, 0])
        #expect(try await again.prototypes(in: id).first == sum)
        try await again.apply([], categories: [.delete(id: 6)], of: id, updating: nil)
        #expect(try await again.categories(in: id).map(\.id) == [5])
        // An id is not given again.
        #expect(try await again.nextCategory(in: id) == 7)
    }

    @Test(arguments: Driver.allCases)
    func aNameIsTakenOnceInACollection(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let other = try await scene.catalogue.create(.sample("other"))
        let cats = CategoryRecord(id: 1, name: "cats", createdAt: someDay)
        for collection in [scene.collection, other] {
            try await scene.catalogue.apply([], categories: [.create(cats)], of: collection.id, updating: nil)
        }
        let same = CategoryRecord(id: 2, name: "cats", createdAt: someDay)
        await #expect(throws: CatalogueError.duplicate("cats")) {
            try await scene.catalogue.apply([], categories: [.create(same)], of: other.id, updating: nil)
        }
        #expect(try await scene.catalogue.categories(in: other.id).count == 1)
    }

    @Test(arguments: Driver.allCases)
    func picturesComeByCategory(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let (catalogue, id) = (scene.catalogue, scene.collection.id)
        let categories = (1...3).map { CategoryRecord(id: $0, name: "\($0)", createdAt: someDay) }
        try await catalogue.apply([], categories: categories.map { .create($0) }, of: id, updating: nil)
        var images = try await scene.add("a", "b", "c", "d", "e", "f")
        for place in images.indices { images[place].category = [1, 2, 1, nil, 3, 1][place] }
        (images[5].state, images[5].vector) = (.failed, nil)
        try await catalogue.apply(images.map { .put($0) }, updating: nil)
        #expect(try await catalogue.images(ids: images.map(\.id)).map(\.category) == images.map(\.category))
        let ids = images.map(\.id)
        #expect(try await catalogue.ids(inCategories: [1], of: id) == [ids[0], ids[2]])
        #expect(try await catalogue.ids(inCategories: [3, 2, 2], of: id) == [ids[1], ids[4]])
        #expect(try await catalogue.ids(inCategories: [], of: id) == [])
        #expect(
            try await catalogue.images(inCategory: 1, of: id, after: ids[0], limit: 5).map(\.key) == ["c"])
        #expect(try await catalogue.categorised(in: id).map(\.category) == [1, 2, 1, 3])
        #expect(try await catalogue.placements(of: [ids[5], ids[1], 999]).map(\.category) == [1, 2])
        try await catalogue.apply([], categories: [.delete(id: 1)], of: id, updating: nil)
        #expect(try await catalogue.images(ids: ids).map(\.category) == [nil, 2, nil, nil, 3, nil])
    }

    @Test(arguments: Driver.allCases)
    func aCollectionTakesItsCategoriesWithIt(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let cats = CategoryRecord(id: 1, name: "cats", createdAt: someDay)
        try await scene.catalogue.apply(
            [], categories: [.create(cats)], of: scene.collection.id, updating: nil)
        try await scene.catalogue.deleteCollection(scene.collection.id)
        #expect(try await scene.catalogue.categories(in: scene.collection.id).isEmpty)
    }
}
