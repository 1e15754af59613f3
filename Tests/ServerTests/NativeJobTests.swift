import Foundation
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NativeJobTests {
    /// A server with the collection `shoes` over a folder of three pictures, and a network that a gate stops.
    private static func gated(
        blocking count: Int, _ body: @escaping @Sendable (LiveServer, Gate) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        for seed in 1...3 {
            try folder.write(try TestPicture.jpeg(seed: UInt64(seed)), to: "pictures/\(seed).jpg")
        }
        let gate = Gate()
        gate.block(count)
        let engine = try await gate.engine(folder.path + "/data")
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.syncRoots = [folder.path]
        }
        try await LiveServer.run(engine: engine, configure: settings) { server in
            let order: JSONValue = ["name": "shoes", "directory": .string(folder.path + "/pictures")]
            #expect(try await server.json("POST", "/collections", order).status == 201)
            try await body(server, gate)
            gate.open()
        }
    }

    private static func finished(_ id: String, _ server: LiveServer) async throws -> JSONValue {
        try await eventually("the job \(id) ended") {
            let state = try await server.get("/jobs/" + id).json["state"]
            return state != "queued" && state != "running"
        }
        return try await server.get("/jobs/" + id).json
    }

    @Test func `A sync is a job that can be watched to its end`() async throws {
        try await Self.gated(blocking: 1) { server, gate in
            let started = try await server.send("POST", "/collections/shoes/sync")
            #expect(started.status == 202)
            let id = try #require(started.json["id"]?.stringValue)
            #expect(started.headers["location"] == "/jobs/" + id)
            #expect(started.json["state"] == "running")
            #expect(started.json["kind"] == "sync")
            try await eventually("three came") { gate.runs == 3 }
            #expect(try await server.get("/collections/shoes").json["state"] == "syncing")
            let second = try await server.json("POST", "/collections/shoes/sync", [:])
            #expect(second.status == 409)
            #expect(try await server.send("DELETE", "/collections/shoes").status == 409)
            async let events = server.get("/jobs/\(id)/events")
            gate.open()
            let stream = try await events
            #expect(stream.headers["content-type"] == "text/event-stream")
            #expect(stream.text.contains("event: done\ndata: {"))
            #expect(stream.text.hasSuffix("\n\n"))
            let job = try await Self.finished(id, server)
            #expect(job["state"] == "succeeded")
            #expect(job["result"]?["added"] == 3)
            #expect(job["progress"]?["done"] == 3)
            var listed = job.objectValue ?? [:]
            // The list leaves the lists of the result out.
            let plain = (job["result"]?.objectValue ?? [:]).filter {
                $0.value.arrayValue == nil && $0.value.objectValue == nil
            }
            listed["result"] = .object(plain)
            #expect(job["result"]?["problems"] == [])
            #expect(try await server.get("/jobs").json["jobs"]?[0] == .object(listed))
            let late = try await server.get("/jobs/\(id)/events")
            #expect(late.text.hasPrefix("event: done\ndata: {"))
        }
    }

    @Test func `A job is cancelled, and what it did stays`() async throws {
        try await Self.gated(blocking: 2) { server, gate in
            let id = try #require(
                try await server.send("POST", "/collections/shoes/sync").json["id"]?.stringValue)
            try await eventually("two came") { gate.runs == 2 }
            #expect(try await server.send("DELETE", "/jobs/" + id).status == 200)
            gate.open()
            #expect(try await Self.finished(id, server)["state"] == "cancelled")
            let again = try #require(
                try await server.send("POST", "/collections/shoes/sync").json["id"]?.stringValue)
            #expect(try await Self.finished(again, server)["state"] == "succeeded")
            #expect(try await server.get("/collections/shoes").json["images"] == 3)
        }
    }

    @Test func `Unknown jobs get 404`() async throws {
        try await Shop.open { shop in
            for (method, path) in [("GET", "/jobs/x"), ("DELETE", "/jobs/x"), ("GET", "/jobs/x/events")] {
                let answer = try await shop.server.send(method, path)
                #expect(answer.status == 404)
                #expect(answer.detail == "There is no job 'x'.")
            }
            #expect(try await shop.server.get("/jobs").json == ["jobs": []])
        }
    }

    @Test func `An order that can't be followed is refused`() async throws {
        try await Shop.open { shop in
            _ = try await shop.server.json("POST", "/collections", ["name": "shoes"])
            let path = "/collections/shoes/sync"
            #expect(try await shop.server.send("POST", path).status == 400)
            #expect(try await shop.server.json("POST", path, ["batch_size": 0]).status == 422)
            #expect(try await shop.server.json("POST", path, ["batch_size": 129]).status == 422)
            #expect(try await shop.server.json("POST", path, ["force": "maybe"]).status == 422)
            #expect(
                try await shop.server.json("POST", path, ["directory": .string(shop.pictures + "/no")]).status
                    == 400)
        }
    }
}
