import Foundation
import LookalikeCatalogue
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ChangeTests {
    @Test(arguments: Driver.allCases)
    func aPictureIsKeptAsItWasPut(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let image = try await scene.add("it's \"ünï\" 犬\u{301}") {
            $0.attributes = ["price": 9.5, "tags": ["a", nil, true], "nested": ["x": 1], "": "empty name"]
        }[0]
        #expect(try await scene.catalogue.image(id: image.id, in: scene.collection.recordID) == image)
        #expect(try await scene.catalogue.images(recordIDs: [image.recordID]) == [image])
    }

    @Test(arguments: Driver.allCases)
    func aBrokenPictureIsKeptWithItsError(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let image = try await scene.add("a") {
            ($0.state, $0.error, $0.vector) = (.failed, "It is broken.", nil)
        }[
            0]
        #expect(try await scene.catalogue.images(recordIDs: [image.recordID]) == [image])
        #expect(try await scene.catalogue.vectors(in: scene.collection.recordID).isEmpty)
    }

    @Test(arguments: Driver.allCases)
    func puttingAgainReplacesAllButTheBeginning(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let old = try await scene.add("a")[0]
        var new = old
        (new.id, new.source, new.path, new.signature, new.vector) = ("b", .upload, nil, nil, 7)
        (new.attributes, new.updatedAt) = (["x": 1], someDay + 60)
        var given = new
        given.createdAt = someDay + 60
        try await scene.catalogue.apply([.put(given)], updating: nil)
        #expect(try await scene.catalogue.images(recordIDs: [old.recordID]) == [new])
        #expect(try await scene.ids() == ["b": old.recordID])
    }

    @Test(arguments: Driver.allCases)
    func changesHappenTogetherOrNotAtAll(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("a", "b")
        var record = scene.collection
        record.roots[0].path = "/elsewhere"
        let changes: [ImageChange] = [
            .delete(recordID: 1), .put(.sample(3, "c", in: scene.collection)),
            .put(.sample(4, "b", in: scene.collection)),
        ]
        await #expect(throws: CatalogueError.duplicate("b")) {
            try await scene.catalogue.apply(changes, updating: record)
        }
        #expect(try await scene.ids() == ["a": 1, "b": 2])
        #expect(try await scene.catalogue.collection(named: "products") == scene.collection)
        #expect(try await scene.catalogue.counts(in: scene.collection.recordID).ready == 2)
    }

    @Test(arguments: Driver.allCases)
    func aKeyIsTakenOnceInACollection(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("a", "b")
        let taken = ImageChange.move(
            recordID: 2, id: "a", root: nil, path: "a.png", name: "a.png",
            signature: .init(size: 1, modified: 1, changed: 1, inode: 1))
        await #expect(throws: CatalogueError.duplicate("a")) {
            try await scene.catalogue.apply([taken], updating: nil)
        }
        let other = try await scene.catalogue.create(.sample("other"))
        try await scene.catalogue.apply([.put(.sample(3, "a", in: other))], updating: nil)
        #expect(try await scene.catalogue.image(id: "a", in: other.recordID)?.recordID == 3)
    }

    @Test(arguments: Driver.allCases)
    func aPictureOfNoCollectionIsNotCalledADuplicate(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        var image = ImageRecord.sample(1, "a", in: scene.collection)
        image.collection = 999
        let error = await #expect(throws: CatalogueError.self) {
            try await scene.catalogue.apply([.put(image)], updating: nil)
        }
        #expect(error != .duplicate("a"))
    }

    @Test(arguments: Driver.allCases, [true, false])
    func twoPicturesSwapNamesInOneGo(_ driver: Driver, byMoving: Bool) async throws {
        let scene = try await Scene(driver)
        let images = try await scene.add("a", "b")
        let signature = FileSignature(size: 5, modified: 6, changed: 7, inode: 8)
        let changes = zip(images, ["b", "a"]).map { image, id in
            var renamed = image
            (renamed.id, renamed.path) = (id, id + ".jpg")
            return byMoving
                ? ImageChange.move(
                    recordID: image.recordID, id: id, root: image.root, path: id + ".jpg", name: id + ".jpg",
                    signature: signature)
                : .put(renamed)
        }
        try await scene.catalogue.apply(changes, updating: nil)
        #expect(try await scene.ids() == ["a": 2, "b": 1])
    }

    @Test(arguments: Driver.allCases)
    func aNewPictureMayTakeTheNameOfOneThatGoes(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        try await scene.add("a", "b")
        let changes: [ImageChange] = [
            .put(.sample(3, "a", in: scene.collection)), .put(.sample(4, "b", in: scene.collection)),
            .delete(recordID: 1),
            .deleteFile(recordID: 2),
        ]
        try await scene.catalogue.apply(changes, updating: nil)
        #expect(try await scene.ids() == ["a": 3, "b": 4])
    }

    @Test(arguments: Driver.allCases)
    func whatASyncDoesToFilesLeavesUploadsAlone(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let upload = try await scene.add("a") { ($0.source, $0.path, $0.signature) = (.upload, nil, nil) }[0]
        let signature = FileSignature(size: 5, modified: 6, changed: 7, inode: 8)
        let changes: [ImageChange] = [
            .touch(recordID: 1, signature: signature),
            .move(recordID: 1, id: "z", root: nil, path: "z", name: "z", signature: signature),
            .deleteFile(recordID: 1),
        ]
        for change in changes { try await scene.catalogue.apply([change], updating: nil) }
        #expect(try await scene.catalogue.images(recordIDs: [1]) == [upload])
        try await scene.catalogue.apply([.delete(recordID: 1)], updating: nil)
        #expect(try await scene.ids().isEmpty)
    }

    @Test(arguments: Driver.allCases)
    func touchChangesTheSignatureAlone(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        var image = try await scene.add("a")[0]
        let signature = FileSignature(size: 5, modified: -6, changed: 7, inode: 8)
        try await scene.catalogue.apply([.touch(recordID: 1, signature: signature)], updating: nil)
        image.signature = signature
        #expect(try await scene.catalogue.images(recordIDs: [1]) == [image])
    }
}
