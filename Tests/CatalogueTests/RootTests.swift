import LookalikeCatalogue
import TestSupport
import Testing

/// The folders whose images a collection has.
@Suite(.timeLimit(.minutes(10))) struct RootTests {
    private func roots(_ scene: Scene) async throws -> [RootRecord] {
        try #require(try await scene.catalogue.collection(named: "products")).roots
    }

    @Test(arguments: Driver.allCases)
    func rootsComeInTheOrderOfTheirAdding(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let collection = scene.collection.recordID
        let added = try await scene.catalogue.addRoot(
            RootRecord(path: "/a", addedAt: someDay, places: ["x", "a/b"]), to: collection)
        #expect(added.id != scene.collection.roots[0].id && added.id > 0)
        #expect(try await roots(scene) == scene.collection.roots + [added])
        #expect(try await scene.catalogue.collections().map(\.roots) == [scene.collection.roots + [added]])
        #expect(scene.collection.directory == "/pictures")
    }

    @Test(arguments: Driver.allCases)
    func aFolderIsARootOfACollectionOnce(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let again = RootRecord(path: "/pictures", addedAt: someDay)
        await #expect(throws: CatalogueError.duplicate("/pictures")) {
            try await scene.catalogue.addRoot(again, to: scene.collection.recordID)
        }
        let other = try await scene.catalogue.create(.sample("other"))
        #expect(other.roots.map(\.path) == ["/pictures"] && other.roots != scene.collection.roots)
    }

    @Test(arguments: Driver.allCases)
    func whatChangesOfARootIsStored(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        var root = scene.collection.roots[0]
        (root.path, root.lastSync, root.isOffline) = ("/moved", someDay, true)
        (root.places, root.isReplacing) = (["nas \"x\"", "é"], true)
        try await scene.catalogue.updateRoots([root])
        #expect(try await roots(scene) == [root])
        var record = scene.collection
        record.lastSync = someDay
        // What goes with the images of a sync is stored with them.
        try await scene.catalogue.apply([], updating: record)
        #expect(try await roots(scene) == scene.collection.roots)
    }

    @Test(arguments: Driver.allCases)
    func eachRootHasItsFiles(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let collection = scene.collection.recordID
        let first = scene.collection.roots[0].id
        let second = try await scene.catalogue.addRoot(
            RootRecord(path: "/b", addedAt: someDay), to: collection
        ).id
        try await scene.add("b", "a")
        try await scene.add("c") { ($0.root, $0.path) = (second, "a.jpg") }
        try await scene.add("upload") { ($0.source, $0.path, $0.root) = (.upload, nil, nil) }
        #expect(try await scene.catalogue.files(ofRoot: first, in: collection).map(\.recordID) == [2, 1])
        #expect(try await scene.catalogue.files(ofRoot: second, in: collection).map(\.path) == ["a.jpg"])
        #expect(try await scene.catalogue.imageCounts(ofRootsIn: collection) == [first: 2, second: 1])
        let signature = FileSignature(size: 5, modified: 6, changed: 7, inode: 8)
        try await scene.catalogue.apply(
            [
                .move(
                    recordID: 1, id: "b", root: second, path: "sub/b.jpg", name: "b.jpg", signature: signature
                )
            ], updating: nil)
        #expect(try await scene.catalogue.images(recordIDs: [1]).first?.root == second)
        #expect(
            try await scene.catalogue.files(ofRoot: second, in: collection).map(\.path) == [
                "a.jpg", "sub/b.jpg",
            ])
    }

    @Test(arguments: Driver.allCases)
    func aRemovedRootTakesItsFilesAlone(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let collection = scene.collection.recordID
        let second = try await scene.catalogue.addRoot(
            RootRecord(path: "/b", addedAt: someDay), to: collection)
        try await scene.add("a")
        try await scene.add("b") { $0.root = second.id }
        try await scene.add("upload") { ($0.source, $0.path, $0.root) = (.upload, nil, nil) }
        let first = scene.collection.roots[0].id
        try await scene.catalogue.removeRoot(first, of: collection)
        #expect(try await roots(scene) == [second])
        #expect(try await Set(scene.ids().keys) == ["b", "upload"])
        #expect(try await scene.catalogue.counts(in: collection).ready == 2)
        // Its number is not given again.
        let third = try await scene.catalogue.addRoot(
            RootRecord(path: "/pictures", addedAt: someDay), to: collection)
        #expect(third.id > second.id)
    }

    @Test(arguments: Driver.allCases)
    func filesWithoutARootGetTheAddedOne(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let collection = scene.collection.recordID
        try await scene.add("a") { $0.root = nil }
        try await scene.add("upload") { ($0.source, $0.path, $0.root) = (.upload, nil, nil) }
        let root = try await scene.catalogue.addRoot(RootRecord(path: "/b", addedAt: someDay), to: collection)
        #expect(try await scene.catalogue.images(recordIDs: [1, 2]).map(\.root) == [root.id, nil])
    }

    @Test(arguments: Driver.allCases)
    func rootsGoWithTheirCollection(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.catalogue.deleteCollection(scene.collection.recordID)
        let again = try await scene.catalogue.create(.sample("products"))
        #expect(try await roots(scene) == again.roots && again.roots.count == 1)
        #expect(again.roots != scene.collection.roots)
    }
}
