import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// `lookalike migrate`, as it is used.
@Suite(.timeLimit(.minutes(10))) struct MigrateTests {
    /// Three pictures indexed as `products`, and the model `other`.
    private static func workplace() async throws -> Workplace {
        let place = try Workplace()
        try OtherNetwork.add(to: place.data + "/models")
        try await place.index()
        return place
    }

    private func model(_ place: Workplace) async throws -> JSONValue? {
        try await place.json("collections", "list")["collections"]?.arrayValue?.first?["model"]
    }

    @Test func aCollectionGetsAnotherModelAndTheOldOneBack() async throws {
        let place = try await Self.workplace()
        let dry = try await place.run("migrate", "products", "--model", "other", "--dry-run")
        #expect(dry.code == 0 && dry.output == "All 3 images of 'products' can be embedded again.\n")
        let done = try await place.run("migrate", "products", "--model", "other")
        #expect(done.code == 0, "\(done.errors)")
        #expect(done.output.hasPrefix("'products' has 3 images with vectors of 'other', before of 'tiny'."))
        #expect(done.output.contains("of the 10 nearest images are the same as before."))
        #expect(done.errors.contains("lookalike migrate rollback products"))
        #expect(try await model(place) == "other")
        let status = try await place.run("migrate", "status", "products")
        #expect(status.output == "'products' has vectors of 'other'; those of 'tiny' from before are kept.\n")
        let found = try await place.json("search", "photos/a.jpg")
        #expect(found["results"]?.arrayValue?.first?["id"] == "a", "\(found)")
        let back = try await place.run("migrate", "rollback", "products")
        #expect(back.code == 0, "\(back.errors)")
        #expect(try await model(place) == "tiny")
        let none = try await place.run("migrate", "status", "products")
        #expect(none.output == "'products' is not being migrated.\n")
    }

    @Test func aMissingFileIsListedFirst() async throws {
        let place = try await Self.workplace()
        try FileManager.default.removeItem(atPath: place.path + "/photos/b.jpg")
        let dry = try await place.run("migrate", "products", "--model", "other", "--dry-run")
        #expect(dry.output.contains("1 of the 3 images") && dry.output.contains("  b: missing"))
        let refused = try await place.run("migrate", "products", "--model", "other")
        #expect(refused.code == 1 && refused.complains("1 of the 3 images", "--drop-missing"))
        let report = try await place.json("migrate", "products", "--model", "other", "--drop-missing")
        #expect(report["left_out"] == 1 && report["images"] == 2 && report["model"] == "other")
    }

    @Test func finishingAsksFirst() async throws {
        let place = try await Self.workplace()
        let early = try await place.run("migrate", "finish", "products")
        #expect(early.code == 1 && early.complains("There is no migration of the collection 'products'."))
        _ = try await place.json("migrate", "products", "--model", "other")
        let asked = try await place.run("migrate", "finish", "products")
        #expect(asked.code == 1 && asked.complains("Nothing was deleted"))
        let finished = try await place.run("migrate", "finish", "products", "--yes")
        #expect(finished.code == 0 && finished.output == "The old vectors of 'products' are removed.\n")
        let late = try await place.run("migrate", "rollback", "products")
        #expect(late.code == 1 && late.complains("There is no migration"))
    }

    /// What `sync` says to a collection of a network that was replaced leads on.
    @Test func aReplacedNetworkIsMigratedTo() async throws {
        let place = try Workplace()
        try OtherNetwork.add(to: place.data + "/models")
        try place.draw("photos/a.jpg")
        let first = try await place.run("sync", "photos", "--model", "other")
        #expect(first.code == 0, "\(first.errors)")
        // The same name, another network.
        let network = place.data + "/models/other/network.xml"
        let text = try String(contentsOfFile: network, encoding: .utf8)
        try text.replacingOccurrences(of: "type=\"MaxPool\"", with: "type=\"AvgPool\"").write(
            toFile: network, atomically: true, encoding: .utf8)
        try place.draw("photos/b.jpg")
        let refused = try await place.run("sync", "photos")
        #expect(refused.code == 1 && refused.errors.contains("lookalike migrate products --model other"))
        let migrated = try await place.run("migrate", "products", "--model", "other", "--no-keep-old")
        #expect(migrated.code == 0, "\(migrated.errors)")
        let synced = try await place.run("sync", "photos")
        #expect(synced.code == 0 && synced.output.contains("2 images"), "\(synced.errors)")
    }
}
