import Foundation
import LookalikeEngine
import TestSupport
import Testing

/// Where the data is if nobody says so.
@Suite(.timeLimit(.minutes(10))) struct DefaultFolderTests {
    @Test func `It is the user's own, whichever folder the program is started in`() async throws {
        let place = try Workplace()
        try await place.index()
        try place.draw("a/x.jpg", "b/y.jpg")
        let adding: [String: String?] = ["LOOKALIKE_DATA_DIR": nil, "HOME": place.path, "XDG_DATA_HOME": nil]
        #expect(try await place.run("sync", "a", adding: adding).code == 0)
        #expect(place.exists(".local/share/lookalike/catalogue.sqlite") && !place.exists("lookalike-data"))
        var elsewhere = place.environment
        for (name, value) in adding { elsewhere[name] = value }
        let found = try await CommandLineProgram.run(
            ["collections", "--json"], environment: elsewhere, folder: place.path + "/b")
        #expect(found.code == 0 && found.output.contains("products") && found.errors.isEmpty)
        var xdg = adding
        xdg["XDG_DATA_HOME"] = place.path + "/xdg"
        #expect(try await place.run("sync", "b", adding: xdg).code == 0)
        #expect(place.exists("xdg/lookalike/catalogue.sqlite"))
    }

    @Test func `One that an earlier version made in the current folder is still used, and said so`()
        async throws
    {
        let place = try Workplace()
        try await place.index()
        try FileManager.default.moveItem(atPath: place.data, toPath: place.path + "/lookalike-data")
        let adding: [String: String?] = ["LOOKALIKE_DATA_DIR": nil, "HOME": place.path, "XDG_DATA_HOME": nil]
        let listed = try await place.run("collections", adding: adding)
        #expect(listed.code == 0 && listed.output.contains("products"))
        #expect(listed.errors.split(separator: "\n").count == 1)
        #expect(listed.errors.contains("lookalike-data of the current folder"))
        let named = try await place.run("collections", "--data-dir", "lookalike-data", adding: adding)
        #expect(named.code == 0 && named.errors.isEmpty)
    }

    @Test func `It follows the specification of base directories`() throws {
        let folder = try TemporaryFolder()
        let cases: [([String: String], String)] = [
            (["HOME": "/h"], "/h/.local/share/lookalike"),
            (["HOME": "/h", "XDG_DATA_HOME": "/x"], "/x/lookalike"),
            (["HOME": "/h", "XDG_DATA_HOME": "relative"], "/h/.local/share/lookalike"),
            (["HOME": "/h", "XDG_DATA_HOME": ""], "/h/.local/share/lookalike"),
        ]
        for (environment, path) in cases {
            let found = DefaultDataFolder(environment: environment, current: folder.path)
            #expect(found.path == path && !found.isEarlier)
        }
        // Any other folder of that name is none of ours.
        try folder.write([1], to: "lookalike-data/notes.txt")
        #expect(!DefaultDataFolder(environment: [:], current: folder.path).isEarlier)
        try folder.write([], to: "lookalike-data/lookalike-data.json")
        let earlier = DefaultDataFolder(environment: ["HOME": "/h"], current: folder.path)
        #expect(earlier.isEarlier && earlier.path == "lookalike-data")
    }
}
