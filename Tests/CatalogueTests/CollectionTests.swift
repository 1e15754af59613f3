import LookalikeCatalogue
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CollectionTests {
    @Test(arguments: Driver.allCases)
    func aCollectionIsKeptAsItWasMade(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        #expect(scene.collection.recordID > 0)
        #expect(try await scene.catalogue.collection(named: "products") == scene.collection)
        #expect(try await scene.catalogue.collection(named: "Products") == nil)
    }

    @Test(arguments: Driver.allCases)
    func collectionsComeByName(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        for name in ["zebra", "ant"] { _ = try await scene.catalogue.create(.sample(name)) }
        #expect(try await scene.catalogue.collections().map(\.name) == ["ant", "products", "zebra"])
    }

    @Test(arguments: Driver.allCases)
    func aNameIsTakenOnce(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        await #expect(throws: CatalogueError.duplicate("products")) {
            try await scene.catalogue.create(.sample("products"))
        }
    }

    @Test(arguments: Driver.allCases)
    func whatChangesOfACollectionIsStored(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        var changed = scene.collection
        (changed.roots[0].path, changed.vectorStore) = ("/elsewhere", "another")
        (changed.lastSync, changed.roots[0].lastSync) = (someDay, someDay)
        try await scene.catalogue.apply([], updating: changed)
        #expect(try await scene.catalogue.collection(named: "products") == changed)
    }

    @Test(arguments: Driver.allCases)
    func whatACollectionIsToldIsStored(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        var told = scene.collection
        (told.model, told.dimension, told.metric, told.indexKind) = (nil, 7, "l2", "hnsw")
        (told.indexParameters, told.preparation) = (["m": 32], .asImported)
        (told.settings, told.statistics) = (["system": ["n": 2]], ["recall": 0.5])
        try await scene.catalogue.configure(told)
        #expect(try await driver.open(scene.folder).collection(named: "products") == told)
        told.name = "of vectors"
        let made = try await scene.catalogue.create(told)
        #expect(
            try await scene.catalogue.collection(named: "of vectors") == made
                && made.recordID != told.recordID)
    }

    @Test(arguments: Driver.allCases)
    func aCollectionGetsAnotherName(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("a")
        let catalogue = scene.catalogue
        _ = try await catalogue.create(.sample("other"))
        for (id, name) in [("1", "products"), ("2", "other"), ("3", "")] {
            try await catalogue.put(
                JobRecord(id: id, kind: "sync", collection: name, state: .queued, createdAt: someDay))
        }
        await #expect(throws: CatalogueError.duplicate("other")) {
            try await catalogue.renameCollection(scene.collection.recordID, to: "other")
        }
        #expect(try await catalogue.job("1")?.collection == "products")
        try await catalogue.renameCollection(scene.collection.recordID, to: "goods")
        try await catalogue.renameCollection(999, to: "nothing")
        #expect(try await catalogue.collections().map(\.name) == ["goods", "other"])
        var renamed = scene.collection
        renamed.name = "goods"
        #expect(try await catalogue.collection(named: "goods") == renamed)
        #expect(try await catalogue.ids(in: renamed.recordID) == ["a"])
        let jobs = try await catalogue.jobs(finalLimit: 10).map(\.collection).sorted()
        #expect(jobs == ["", "goods", "other"])
    }

    @Test(arguments: Driver.allCases)
    func deletingACollectionTakesItsPicturesAlone(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("a", "b") { $0.attributes = ["colour": "red"] }
        let other = try await scene.catalogue.create(.sample("other"))
        let recordID = try await scene.catalogue.reserveRecordIDs(1).lowerBound
        try await scene.catalogue.apply([.put(.sample(recordID, "a", in: other))], updating: nil)
        try await scene.catalogue.deleteCollection(scene.collection.recordID)
        #expect(try await scene.catalogue.collections().map(\.name) == ["other"])
        #expect(try await scene.catalogue.images(recordIDs: [1, 2, recordID]).map(\.recordID) == [recordID])
        #expect(try await scene.catalogue.counts(in: scene.collection.recordID) == ImageCounts())
        #expect(try await scene.catalogue.counts(in: other.recordID).ready == 1)
    }

    @Test(arguments: Driver.allCases)
    func anIDOfACollectionIsNeverUsedAgain(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.catalogue.deleteCollection(scene.collection.recordID)
        #expect(try await scene.catalogue.create(.sample("products")).recordID > scene.collection.recordID)
    }

    @Test(arguments: [
        ("products", true), ("A-1_b.c", true), ("0", true), (String(repeating: "n", count: 100), true),
        ("", false),
        (String(repeating: "n", count: 101), false), (".hidden", false), ("-flag", false), ("a/b", false),
        ("..", false), ("naïve", false), ("a b", false), ("a\0", false),
    ])
    func namesAreSafeInAPath(_ name: String, _ isValid: Bool) {
        #expect(CollectionName.isValid(name) == isValid)
    }
}
