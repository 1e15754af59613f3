import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// The socket in the data folder of a server.
@Suite(.timeLimit(.minutes(10))) struct SocketTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func onlyItsUserMayUseIt() async throws {
        let place = try Workplace()
        try await place.index()
        let before = try mode(place.data)
        let served = try await ServedPlace(place)
        #expect(try mode(place.data + "/local/socket") == 0o600)
        #expect(try mode(place.data + "/local") == 0o700)
        #expect(try mode(place.data) == before)
        let lock = try String(contentsOfFile: place.data + "/lock", encoding: .utf8)
        #expect(lock.contains(/^the server on port 0 \(process \d+\)\nsocket local\/socket$/))
        try await served.end()
        #expect(!place.exists("data/local/socket"))
        #expect(try String(contentsOfFile: place.data + "/lock", encoding: .utf8) == "")
    }

    @Test func theSocketHasTheAPIAndThePortHasNoCommands() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        let port = try #require(served.server.output.firstMatch(of: /localhost:(\d+)/)?.1)
        let headers = ["Host": "localhost", "Content-Type": "application/json"]
        #expect(try await served.get("/collections")["collections"]?[0]?["images"] == 3)
        let order = Array(
            """
            {"version": "0.0.1", "arguments": ["collections"], "folder": "/", "files": [], "isWatched": false, \
            "columns": 80, "canBeAsked": false}
            """.utf8)
        let other = try await HTTPExchange.send(
            "POST", served.address("/commands"), headers: headers, body: order)
        #expect(other.status == 409 && other.text.contains("of version"))
        for path in ["/commands", "/commands/1", "/commands/1/answer?kind=end"] {
            let open = try await HTTPExchange.send(
                "POST", "http://127.0.0.1:\(port)\(path)", headers: headers, body: order)
            #expect(open.status == 404, "\(path)")
        }
        for (method, path) in [("DELETE", "/commands/1"), ("POST", "/commands/1/answer?kind=end")] {
            #expect(try await HTTPExchange.send(method, served.address(path), headers: headers).status == 404)
        }
        // What a page would send.
        let foreign = try await HTTPExchange.send(
            "POST", served.address("/commands"),
            headers: headers.merging(["Origin": "https://x.example"]) { $1 },
            body: order)
        #expect(foreign.status == 403)
        try await served.end()
    }

    @Test func theSocketOfAKilledServerIsReplaced() async throws {
        let place = try Workplace()
        try await place.index()
        let killed = try await ServedPlace(place)
        killed.server.signal(SIGKILL)
        _ = try await killed.server.end()
        #expect(place.exists("data/local/socket"))
        // Nobody holds the folder, whatever the file says.
        let alone = try await place.run("sync", "photos")
        #expect(alone.code == 0, "\(alone.errors)")
        let served = try await ServedPlace(place)
        let answer = try await place.run("sync", "photos")
        #expect(answer.code == 0 && answer.output.contains("3 unchanged"), "\(answer.errors)")
        try await served.end()
    }

    @Test func whoHoldsTheFolderIsToldWhereNobodyAnswers() async throws {
        let place = try Workplace()
        try await place.index()
        let served = try await ServedPlace(place)
        try FileManager.default.removeItem(atPath: place.data + "/local/socket")
        let sync = try await place.run("sync", "photos")
        #expect(sync.code == 75 && sync.output.isEmpty)
        #expect(sync.complains("\(place.data) is in use by the server on port 0 (process ", "--data-dir"))
        // Readers need no server.
        #expect(try await place.run("search", "photos/a.jpg").code == 0)
        try await served.end()
    }

    @Test func aLongPathIsNoObstacle() async throws {
        let place = try Workplace()
        let folder = place.path + "/" + String(repeating: "a long name ", count: 12) + "ä"
        let long = ["LOOKALIKE_DATA_DIR": folder]
        try place.draw("photos/a.jpg")
        let elsewhere = try Workplace()
        let server = try RunningProgram(["serve", "--port", "0"], in: elsewhere, adding: long)
        try await server.wait { $0.output.contains("is ready") }
        #expect(FileManager.default.fileExists(atPath: folder + "/local/socket"))
        let sync = try await place.run("sync", "photos", adding: long.mapValues { $0 })
        #expect(sync.code == 0, "\(sync.errors)")
        #expect(sync.output.hasPrefix("'products' has 1 image: 1 added"))
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
    }

    /// Nothing is changed where a link leads.
    @Test func aLinkInThePlaceOfItsFolderIsNotFollowed() async throws {
        let place = try Workplace()
        try await place.index()
        try place.write("somebody's", to: "elsewhere/socket")
        let elsewhere = place.path + "/elsewhere"
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: elsewhere)
        try FileManager.default.createSymbolicLink(
            atPath: place.data + "/local", withDestinationPath: elsewhere)
        let served = try await ServedPlace(place)
        #expect(try mode(elsewhere) == 0o755)
        #expect(try String(contentsOfFile: elsewhere + "/socket", encoding: .utf8) == "somebody's")
        #expect(try await place.run("sync", "photos").code == 75)
        try await served.end()
    }

    /// Another command holds the folder: there is no socket, and no server to use.
    @Test func aServerIsNotStartedTwice() async throws {
        let place = try Workplace()
        let served = try await ServedPlace(place)
        let second = try await place.run("serve", "--port", "0")
        #expect(second.code == 75 && second.complains("in use by the server on port 0", "--data-dir"))
        try await served.end()
    }
}
