import Foundation
import JSON
import TestSupport
import Testing

@Suite struct OrphanCommandTests {
    @Test func whatTheCatalogueDoesNotKnowIsListedAndRemovedWhenAsked() async throws {
        let place = try Workplace()
        try await place.index()
        #expect(try await place.json("orphans", "list")["orphans"] == [])
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: place.data + "/catalogue.sqlite" + ending)
        }
        // Any command that writes makes a new catalogue, and leaves what the old one knew.
        try place.draw("other/x.jpg")
        #expect(try await place.json("sync", "other", "--collection", "others")["added"] == 1)
        let list = try await place.run("orphans")
        #expect(list.code == 0 && list.output.contains("collections/1") && list.output.contains("products"))
        let adopted = try await place.json("orphans", "adopt", "collections/1")
        #expect(adopted["collection"] == "products")
        #expect(adopted["directory"] == .string(place.path + "/photos"))
        #expect(try await place.json("sync", "photos")["added"] == 3)
        let unasked = try await place.run("orphans", "remove", "collections/1")
        #expect(unasked.code == 1 && unasked.errors.contains("--yes"))
        #expect(
            try await place.json("orphans", "remove", "collections/1", "--yes")["removed"] == "collections/1")
        #expect(try await place.json("orphans", "list")["orphans"] == [])
    }

    @Test func aFolderOfAnotherProgramIsLeftAlone() async throws {
        let place = try Workplace()
        try place.draw("photos/a.jpg")
        try place.write("x", to: "jobs/build.log")
        let result = try await place.run("sync", "photos", "--data-dir", ".")
        #expect(result.code == 1 && result.errors.contains("is no data folder of Lookalike"))
        #expect(try String(contentsOfFile: place.path + "/jobs/build.log", encoding: .utf8) == "x")
        #expect(!FileManager.default.fileExists(atPath: place.path + "/catalogue.sqlite"))
    }
}
