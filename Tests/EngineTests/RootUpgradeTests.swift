import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Version 5 had one folder for a collection, which becomes its first root. The data folder was made of pictures in
/// `Tests/Fixtures/pictures`: `products` with a link to a folder elsewhere, a broken file and an upload, `other` with the
/// linked folder, and `empty`, which has none.
@Suite(.timeLimit(.minutes(10))) struct RootUpgradeTests {
    private static let pictures = [
        "palette.png": "palette.png", "grey.png": "grey.png", "a/grey.jpg": "subsampled.jpg",
        "a/broken.jpg": "text.jpg",
    ]

    /// The data folder, and the folders of the collections where they are on this machine.
    private func folders() async throws -> (data: TemporaryFolder, files: TemporaryFolder) {
        let (data, files) = (try TemporaryFolder(), try TemporaryFolder())
        let fixture = Fixtures.folder + "/data-folder-5"
        for name in try FileManager.default.contentsOfDirectory(atPath: fixture) {
            try FileManager.default.copyItem(atPath: "\(fixture)/\(name)", toPath: "\(data.path)/\(name)")
        }
        for (name, picture) in Self.pictures { try files.write(Self.bytes(picture), to: "photos/" + name) }
        try files.write(Self.bytes("progressive.jpg"), to: "elsewhere/progressive.jpg")
        try FileManager.default.createSymbolicLink(
            atPath: files.path + "/photos/nas", withDestinationPath: files.path + "/elsewhere")
        try await SQLiteShell.run(
            "UPDATE collections SET directory = replace(directory, '/mnt', '\(files.path)')",
            data.path + "/catalogue.sqlite")
        return (data, files)
    }

    private static func bytes(_ picture: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Fixtures.folder)/pictures/\(picture)")))
    }

    @Test func itsFolderIsTheFirstRoot() async throws {
        let (data, files) = try await folders()
        let engine = try await TestEngine.make(data.path)
        let products = try await engine.collection(named: "products")
        let other = try await engine.collection(named: "other")
        let roots = products.record.roots + other.record.roots
        #expect(roots.map(\.path) == ["photos", "elsewhere"].map { "\(files.path)/\($0)" })
        #expect(roots.map(\.places) == [["nas"], []])
        #expect(roots.allSatisfy { $0.lastSync != nil && !$0.isOffline && !$0.isReplacing })
        #expect(products.record.statistics.isEmpty)
        #expect(try await engine.collection(named: "empty").record.roots.isEmpty)
        // Everything that it had is found under its name.
        let images = try await engine.images(in: products, after: 0, limit: 10)
        #expect(Set(images.map(\.id)) == ["broken", "grey", "progressive", "grey.png", "palette", "up"])
        for image in images { #expect(image.root == (image.id == "up" ? nil : roots[0].id)) }
        let grey = try await engine.image("grey", in: products)
        #expect(grey.attributes == ["colour": "grey"])
        let bytes = try await engine.content(of: grey, in: products)
        #expect(try bytes == Self.bytes("subsampled.jpg"))
        let answer = try await engine.search(products, for: .image(bytes), options: SearchOptions(topK: 1))
        #expect(answer.matches.first?.image.id == "grey")
        #expect(engine.problems.all.isEmpty)
    }

    @Test func aSyncFindsNothingNew() async throws {
        let (data, files) = try await folders()
        let engine = try await TestEngine.make(data.path)
        let products = try await engine.collection(named: "products")
        let before = try await engine.images(in: products, after: 0, limit: 10)
        let report = try await engine.sync(products)
        #expect(
            report.counts == ["total": 5, "unchanged": 5, "known_broken": 1, "indexed": 5])
        let after = try await engine.images(in: products, after: 0, limit: 10)
        #expect(after.map(\.recordID) == before.map(\.recordID))
        #expect(after.map(\.vector) == before.map(\.vector))
        // What it knew of the link is still known: without its target the images are kept.
        try FileManager.default.removeItem(atPath: files.path + "/photos/nas")
        let refused = await #expect(throws: EngineError.self) { try await engine.sync(products) }
        #expect(refused.map { "\($0)" }?.contains("/photos/nas, a link or a mount point") == true)
    }
}
