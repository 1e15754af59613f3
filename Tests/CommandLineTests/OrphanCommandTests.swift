import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct OrphanCommandTests {
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

    /// No command says that there is nothing where there is something that only the catalogue does not know.
    @Test func whoReadsIsToldOfWhatTheCatalogueDoesNotKnow() async throws {
        let place = try Workplace()
        try await place.index()
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: place.data + "/catalogue.sqlite" + ending)
        }
        for word in ["missing", "empty"] {
            if word == "empty" { try place.write("", to: "data/catalogue.sqlite") }
            for command in [["collections", "list"], ["search", "photos/a.jpg"], ["orphans", "list"]] {
                let result = try await place.run(command)
                #expect(result.code == 1 && result.output.isEmpty)
                #expect(
                    result.complains(
                        "catalogue.sqlite is \(word), beside the folder of a collection", "orphans list"),
                    "\(result.errors)")
            }
        }
        // Who writes makes a new one.
        try place.draw("other/x.jpg")
        #expect(try await place.json("sync", "other", "--collection", "others")["added"] == 1)
        let sentence = "The catalogue does not know 1 of the folders below \(place.data): collections/1."
        for (command, code) in [
            (["collections", "list"], 0), (["search", "photos/a.jpg"], 1),
            (["collections", "index", "others"], 0),
        ] as [([String], Int32)] {
            let result = try await place.run(command)
            #expect(result.code == code, "\(command)")
            #expect(result.errors.ranges(of: sentence).count == 1, "\(result.errors)")
            #expect(result.errors.contains("lookalike orphans"))
        }
        #expect(try await place.run("orphans", "list").errors.isEmpty)
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
