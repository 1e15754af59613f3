import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// A collection with several folders, over HTTP.
@Suite(.timeLimit(.minutes(10))) struct NativeRootTests {
    /// A server with an empty collection `shoes`, and a folder in which `a` and `b` have a picture each.
    private static func open(
        _ body: @escaping @Sendable (LiveServer, TemporaryFolder) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        for (seed, name) in [(1, "a/one.jpg"), (2, "b/two.jpg"), (3, "b/sub/three.jpg")] {
            try folder.write(try TestPicture.jpeg(seed: UInt64(seed)), to: name)
        }
        let engine = try await TestEngine.make(folder.path + "/data")
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.syncRoots = [folder.path + "/a", folder.path + "/b"]
        }
        try await LiveServer.run(engine: engine, configure: settings) { server in
            #expect(try await server.json("POST", "/collections", ["name": "shoes"]).status == 201)
            try await body(server, folder)
        }
    }

    private static func add(_ path: String, _ server: LiveServer) async throws -> JSONValue {
        let added = try await server.json(
            "POST", "/collections/shoes/roots", ["directory": .string(path)])
        #expect(added.status == 201)
        let id = try #require(added.json["job"]?["id"]?.stringValue)
        return try await finished(id, server)
    }

    private static func finished(_ id: String, _ server: LiveServer) async throws -> JSONValue {
        try await eventually("the job \(id) ended") {
            try await server.get("/jobs/" + id).json["finished_at"] != nil
        }
        return try await server.get("/jobs/" + id).json
    }

    private static func sync(_ order: JSONValue, _ server: LiveServer) async throws -> JSONValue {
        let started = try await server.json("POST", "/collections/shoes/sync", order)
        #expect(started.status == 202)
        return try await finished(try #require(started.json["id"]?.stringValue), server)
    }

    @Test func `Folders are added, listed, synced and removed`() async throws {
        try await Self.open { server, folder in
            for (name, count) in [("a", 1), ("b", 2)] as [(String, JSONValue)] {
                let job = try await Self.add("\(folder.path)/\(name)", server)
                #expect(job["state"] == "succeeded" && job["result"]?["added"] == count)
            }
            let roots = try await server.get("/collections/shoes/roots").json["roots"]?.arrayValue ?? []
            #expect(roots.map { $0["directory"] } == ["a", "b"].map { .string("\(folder.path)/\($0)") })
            #expect(roots.map { $0["images"] } == [1, 2] && roots.allSatisfy { $0["offline"] == false })
            let shown = try await server.get("/collections/shoes").json
            #expect(shown["roots"]?.arrayValue?.map { $0["id"] } == roots.map { $0["id"] })
            #expect(shown["images"] == 3)
            let image = try await server.get("/collections/shoes/images/two").json
            #expect(image["root"] == roots[1]["id"] && image["path"] == "two.jpg" && image["offline"] == nil)
            try folder.write(try TestPicture.jpeg(seed: 4), to: "a/four.jpg")
            try folder.write(try TestPicture.jpeg(seed: 5), to: "b/five.jpg")
            let one = try await Self.sync(["root": roots[0]["id"] ?? .null], server)
            #expect(one["result"]?["added"] == 1)
            let all = try await Self.sync([:], server)
            #expect(all["result"]?["added"] == 1 && all["result"]?["unchanged"] == 4)
            let id = try #require(roots[0]["id"]?.intValue)
            let removed = try await server.send("DELETE", "/collections/shoes/roots/\(id)")
            #expect(removed.status == 200 && removed.json["removed"]?["images"] == 2)
            #expect(try await server.send("DELETE", "/collections/shoes/roots/\(id)").status == 404)
            #expect(try await server.get("/collections/shoes").json["images"] == 3)
            #expect(FileManager.default.fileExists(atPath: folder.path + "/a/one.jpg"))
        }
    }

    @Test func `A folder that can not be a root is refused`() async throws {
        try await Self.open { server, folder in
            _ = try await Self.add(folder.path + "/b", server)
            for (directory, status) in [
                (folder.path + "/b", 409), (folder.path + "/b/sub", 409), (folder.path, 403), ("", 400),
                (folder.path + "/b/missing", 400),
            ] {
                let answer = try await server.json(
                    "POST", "/collections/shoes/roots", ["directory": .string(directory)])
                #expect(answer.status == status, "\(directory)")
            }
            #expect(try await server.json("POST", "/collections/shoes/roots", [:]).status == 422)
            #expect(try await server.get("/collections/none/roots").status == 404)
            let other = try await server.json(
                "POST", "/collections/shoes/sync", ["directory": .string(folder.path + "/a")])
            #expect(other.status == 409)
            #expect(other.detail.stringValue?.contains("POST /collections/shoes/roots") == true)
            #expect(try await server.get("/collections/shoes").json["images"] == 2)
        }
    }

    @Test func `A root that is away is offline, and its images are found`() async throws {
        try await Self.open { server, folder in
            for name in ["a", "b"] { _ = try await Self.add("\(folder.path)/\(name)", server) }
            // Made while the file is there.
            #expect(try await server.get("/collections/shoes/images/two/thumbnail").status == 200)
            try FileManager.default.moveItem(atPath: folder.path + "/b", toPath: folder.path + "/away")
            let job = try await Self.sync([:], server)
            #expect(job["state"] == "succeeded" && job["result"]?["removed"] == 0)
            let states = job["result"]?["roots"]?.arrayValue?.map { $0["state"]?.stringValue ?? "" } ?? []
            #expect(states.sorted() == ["offline", "synced"])
            #expect(try await server.get("/collections/shoes/images/two").json["offline"] == true)
            let form = try await server.form(
                "POST", "/collections/shoes/search",
                files: [(name: "file", filename: "q.jpg", bytes: try TestPicture.jpeg(seed: 2))])
            #expect(form.json["results"]?[0]?["id"] == "two" && form.json["results"]?[0]?["offline"] == true)
            #expect(try await server.get("/collections/shoes/images/two/thumbnail").status == 200)
            #expect(try await server.get("/collections/shoes/images/two/content").status == 404)
            try FileManager.default.moveItem(atPath: folder.path + "/away", toPath: folder.path + "/b")
            let roots = try await server.get("/collections/shoes/roots").json["roots"]?.arrayValue ?? []
            #expect(roots.map { $0["offline"] } == [false, false])
            #expect(try await server.get("/collections/shoes/images/two").json["offline"] == nil)
        }
    }
}
