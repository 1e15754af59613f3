import LookalikeCatalogue
import TestSupport
import Testing

/// Images that are one of several in their file.
@Suite(.timeLimit(.minutes(10))) struct FrameTests {
    private static func frame(_ seconds: Double) -> ImageFrame {
        ImageFrame(kind: .video, position: seconds, extent: 62.5, fileHash: "0f3a")
    }

    @Test(arguments: Driver.allCases)
    func whatAFrameIsOfIsKept(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let images = try await scene.add("a") { $0.frame = Self.frame(12.48) }
        let page = try await scene.add("b") {
            $0.frame = ImageFrame(kind: .page, position: 3, extent: nil, fileHash: "b")
        }
        let plain = try await scene.add("c")
        let again = try driver.open(scene.folder)
        #expect(
            try await again.images(in: scene.collection.recordID, after: 0, limit: 9) == images + page + plain
        )
        var changed = images[0]
        changed.frame = nil
        try await scene.catalogue.apply([.put(changed)], updating: nil)
        #expect(try await scene.catalogue.images(recordIDs: [1]) == [changed])
    }

    @Test(arguments: Driver.allCases)
    func theImagesOfAFileAreFoundTogether(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        let collection = scene.collection.recordID
        let root = scene.collection.roots[0].id
        let other = try await scene.catalogue.addRoot(
            RootRecord(path: "/b", addedAt: someDay), to: collection
        ).id
        let film = try await scene.add("f#t=0.000", "f#t=2.000") {
            ($0.path, $0.frame) = ("f.mp4", Self.frame($0.recordID == 1 ? 0 : 2))
        }
        try await scene.add("g") { ($0.path, $0.root, $0.frame) = ("f.mp4", other, Self.frame(0)) }
        try await scene.add("h") { $0.path = "F.mp4" }
        try await scene.add("upload") { ($0.path, $0.source) = ("f.mp4", .upload) }
        #expect(try await scene.catalogue.images(ofFile: "f.mp4", root: root, in: collection) == film)
        #expect(
            try await scene.catalogue.recordIDs(ofFile: "f.mp4", root: root, in: collection)
                == film.map(\.recordID))
        #expect(try await scene.catalogue.images(ofFile: "none", root: root, in: collection) == [])
        #expect(try await scene.catalogue.files(ofRoot: root, in: collection).count == 3)
        let contents = try await scene.catalogue.contents(in: collection)
        #expect(contents.map(\.file) == ["0f3a", "0f3a", "0f3a", nil, nil])
    }

    @Test(arguments: Driver.allCases)
    func whichFilesACollectionTakesSeveralImagesOfIsKept(_ driver: Driver) async throws {
        let scene = try await Scene(driver)
        #expect(scene.collection.frames == FrameOptions())
        var record = CollectionRecord.sample("films")
        record.frames = FrameOptions(videos: true, every: 2.5)
        var made = try await scene.catalogue.create(record)
        #expect(try await driver.open(scene.folder).collection(named: "films") == made)
        made.frames = FrameOptions(pages: true)
        try await scene.catalogue.configure(made)
        #expect(try await scene.catalogue.collection(named: "films")?.frames == FrameOptions(pages: true))
    }
}
