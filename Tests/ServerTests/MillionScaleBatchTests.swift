import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct MillionScaleBatchTests {
    private static func batch(_ seeds: [UInt64], _ more: [String: JSONValue] = [:]) throws -> JSONValue {
        let images = try seeds.map { try ScaleClient.image($0, "p\($0)", metadata: ["n": .int(Int($0))]) }
        return .object(["images": .array(images)].merging(more) { $1 })
    }

    private static func status(_ job: String, _ client: ScaleClient) async throws -> JSONValue {
        try await client.get("/batch/status/" + job).json
    }

    /// The job once it is over.
    private static func end(of job: String, _ client: ScaleClient) async throws -> JSONValue {
        try await eventually("the batch \(job) ended") {
            let status = try await status(job, client)["status"]
            return status == "completed" || status == "failed"
        }
        return try await status(job, client)
    }

    @Test func `A batch is accepted, done and reported`() async throws {
        try await ScaleClient.open { client async throws in
            let answer = try await client.post("/batch/upload", try Self.batch([1, 2, 3]))
            #expect(answer.status == 200)
            #expect(answer.keys == ["job_id", "message", "status", "total_images"])
            #expect(answer.json["status"] == "accepted")
            #expect(answer.json["total_images"] == 3)
            let id = try #require(answer.json["job_id"]?.stringValue)
            let done = try await Self.end(of: id, client)
            #expect(
                done.objectValue?.keys.sorted() == [
                    "current", "error", "job_id", "result", "status", "total",
                ])
            #expect(done["job_id"] == .string(id))
            #expect(done["status"] == "completed")
            #expect(done["current"] == 3)
            #expect(done["total"] == 3)
            #expect(done["error"] == .null)
            #expect(
                done["result"]?.objectValue?.keys.sorted() == [
                    "failed", "results", "status", "successful", "total",
                ])
            #expect(done["result"]?["status"] == "completed")
            #expect(done["result"]?["total"] == 3)
            #expect(done["result"]?["successful"] == 3)
            #expect(done["result"]?["failed"] == 0)
            #expect(
                done["result"]?["results"]?[2]
                    == ["image_id": "p3", "status": "success", "message": "Image processed successfully"])
            #expect(try await client.search(2).json["results"]?[0]?["metadata"] == ["n": 2])
            #expect(try await client.get("/batch/jobs").json == ["active_jobs": []])
        }
    }

    @Test func `One that is waited for is done when it is answered`() async throws {
        try await ScaleClient.open { client async throws in
            let answer = try await client.post(
                "/batch/upload", try Self.batch([1, 2], ["async_processing": false]))
            #expect(answer.status == 200)
            #expect(answer.json["status"] == "completed")
            #expect(answer.json["total_images"] == 2)
            #expect(try await client.search(1).ids == ["p1", "p2"])
            let none = try await client.post("/batch/upload", ["images": [], "async_processing": false])
            #expect(none.json["status"] == "completed")
            #expect(none.json["total_images"] == 0)
        }
    }

    @Test func `A picture that can't be read does not keep the others`() async throws {
        try await ScaleClient.open { client async throws in
            let images: JSONValue = [
                ["image_data": "####", "image_id": "bad"],
                try ScaleClient.image(1, "good"),
                ["image_data": .string(base64(Array("no picture".utf8)))],
                try ScaleClient.image(2, ".."),
            ]
            let answer = try await client.post(
                "/batch/upload", ["images": images, "async_processing": false])
            #expect(answer.json["status"] == "completed")
            let job = try await Self.status(answer.json["job_id"]?.stringValue ?? "", client)
            #expect(job["result"]?["successful"] == 1)
            #expect(job["result"]?["failed"] == 3)
            let results = job["result"]?["results"]
            #expect(results?[0]?["image_id"] == "bad")
            #expect(results?[0]?["message"]?.stringValue?.contains("base64") == true)
            #expect(results?[1]?["image_id"] == "good")
            #expect(
                results?.arrayValue?.map { $0["status"] } == ["error", "success", "error", "error"])
            #expect(try await client.search(1).ids == ["good"])
        }
    }

    @Test func `A cut picture is told with what is missing`() async throws {
        try await ScaleClient.open { client async throws in
            let cut = base64(try TestPicture.cutJPEG(seed: 7))
            let images: JSONValue = [
                ["image_data": .string(cut), "image_id": "cut"], try ScaleClient.image(1, "whole"),
            ]
            let answer = try await client.post(
                "/batch/upload", ["images": images, "async_processing": false])
            #expect(answer.json["message"] == "Indexed 2 of 2 images, 1 with a part missing")
            let id = answer.json["job_id"]?.stringValue ?? ""
            let job = try await client.server.get("/jobs/" + id).json["result"]
            let mark = try #require(job?["results"]?[0]?["mark"]?.stringValue)
            #expect(mark.hasPrefix("The file ends early: "))
            #expect(job?["marked"] == 1 && job?["results"]?[1]?["mark"] == nil)
            let results = try await Self.status(id, client)["result"]?["results"]
            let wanted = ["Image processed successfully. \(mark)", "Image processed successfully"]
            #expect(results?.arrayValue?.map { $0["message"]?.stringValue } == wanted)
            #expect(results?.arrayValue?.map { $0["status"] } == ["success", "success"])
        }
    }

    @Test func `A batch that is not valid leaves nothing behind`() async throws {
        try await ScaleClient.open(["a"]) { client async throws in
            for (text, location) in [
                ("{\"images\": [{\"image_id\": \"x\"}]}", ["body", "images", 0, "image_data"] as JSONValue),
                ("{\"images\": [{\"image_data\": \"AAAA\"}, 5]}", ["body", "images", 1]),
                ("{\"async_processing\": true}", ["body", "images"]),
                ("{\"images\": [], \"async_processing\": 3}", ["body", "async_processing"]),
                ("{\"images\": {}}", ["body", "images"]),
                ("{\"images\": [{\"image_data\": \"AAAA\"}", ["body", 0]),
                ("{\"images\": [{\"image_data\": \"AAAA\"} {}]}", ["body", 0]),
            ] {
                let answer = try await client.server.send(
                    "POST", "/api/v1/batch/upload", headers: ["Content-Type": "application/json"],
                    body: Array(text.utf8))
                #expect(answer.status == 422, "\(text)")
                #expect(answer.detail[0]?["loc"] == location, "\(text)")
            }
            #expect(try await client.server.get("/jobs").json["jobs"] == [])
        }
    }

    @Test func `A batch larger than memory for a picture goes through piece by piece`() async throws {
        let small = { (settings: inout EngineConfiguration) in settings.limits.maximumBytes = 60_000 }
        try await ScaleClient.open(engine: small) { client async throws in
            // Several times what one body may have.
            let padding = String(repeating: " ", count: 4 << 20)
            let images = try (1...3).map { try ScaleClient.image($0, "p\($0)").description }
            let body =
                "{\"images\": [" + images.joined(separator: padding + "," + padding)
                + "], \"async_processing\": false}"
            let answer = try await client.server.send(
                "POST", "/api/v1/batch/upload", headers: ["Content-Type": "application/json"],
                body: Array(body.utf8))
            #expect(answer.status == 200)
            #expect(try await client.get("/stats").json["collection"]?["points_count"] == 3)
            let element = "{\"images\": [{\"image_data\": \"" + String(repeating: "A", count: 2 << 20)
            let long = try await client.server.send("POST", "/api/v1/batch/upload", body: Array(element.utf8))
            #expect(long.isError(413))
        }
    }

    @Test func `Progress is seen, and a batch can be cancelled`() async throws {
        let folder = try TemporaryFolder()
        let gate = Gate()
        let engine = try await gate.engine(folder.path + "/data") { $0.concurrentBatches = 1 }
        try await LiveServer.run(engine: engine) { server in
            let client = ScaleClient(server: server)
            gate.block(2)
            defer { gate.open() }
            func start(_ seeds: [UInt64]) async throws -> String {
                let answer = try await client.post("/batch/upload", try Self.batch(seeds))
                return try #require(answer.json["job_id"]?.stringValue)
            }
            let first = try await start([1, 2, 3])
            try await eventually("the first one runs") {
                try await Self.status(first, client)["status"] == "processing"
            }
            let running = try await Self.status(first, client)
            #expect(running["total"] == 3)
            #expect(running["result"] == .null)
            let second = try await start([4])
            #expect(try await Self.status(second, client)["status"] == "pending")
            let active = try await client.get("/batch/jobs").json["active_jobs"]?.arrayValue
            #expect(active?.compactMap { $0["job_id"]?.stringValue } == [second, first])
            #expect(active?[1]["status"] == "processing")
            for id in [second, first] {
                let answer = try await client.delete("/batch/cancel/" + id)
                #expect(answer.status == 200)
                #expect(answer.keys == ["message"])
            }
            gate.open()
            // The first one had begun, the second one waited for its turn.
            for (id, result) in [(first, "error"), (second, nil)] as [(String, JSONValue?)] {
                let job = try await Self.end(of: id, client)
                #expect(job["status"] == "failed")
                #expect(job["error"] == "The job was cancelled.")
                #expect(job["result"]?["status"] == result)
                // It had ended: that is no error.
                #expect(try await client.delete("/batch/cancel/" + id).status == 200)
            }
            #expect(try await client.get("/batch/jobs").json == ["active_jobs": []])
        }
    }

    /// A list of a hundred jobs must not be as long as all that they did.
    @Test func `Jobs are listed without what became of each picture`() async throws {
        let folder = try TemporaryFolder()
        let data = folder.path + "/data"
        let (ids, found) = AsyncStream.makeStream(of: String.self)
        let summary: JSONValue = ["total": 3, "indexed": 2, "failed": 1, "marked": 0]
        try await ScaleClient.open(data: data) { client async throws in
            let order = try Self.batch([1, 2], ["async_processing": false])
            let images = (order["images"]?.arrayValue ?? []) + [["image_data": "####"]]
            let answer = try await client.post(
                "/batch/upload", ["images": .array(images), "async_processing": false])
            let id = try #require(answer.json["job_id"]?.stringValue)
            for _ in 0..<2 {
                let listed = try await client.server.get("/jobs").json["jobs"]?[0]
                #expect(listed?["id"] == .string(id))
                #expect(listed?["result"] == summary)
            }
            let whole = try await client.server.get("/jobs/" + id).json
            #expect(whole["result"]?["results"]?.arrayValue?.count == 3)
            found.yield(id)
        }
        var iterator = ids.makeAsyncIterator()
        let id = try #require(await iterator.next())
        try await ScaleClient.open(data: data) { client async throws in
            let listed = try await client.server.get("/jobs").json["jobs"]
            #expect(listed?.arrayValue?.count == 1)
            #expect(listed?[0]?["result"] == summary)
            #expect(
                try await client.server.get("/jobs/" + id).json["result"]?["results"]?.arrayValue?.count == 3)
        }
    }

    @Test func `An unknown job is 404, and so is a job that is no batch`() async throws {
        try await ScaleClient.open(["a"]) { client async throws in
            let folder = try TemporaryFolder()
            let collection = try await client.server.engine.createCollection(named: "other")
            let sync = try await client.server.engine.startSync(collection, directory: folder.path)
            for id in ["none", sync.id] {
                #expect(try await client.get("/batch/status/" + id).isError(404))
                #expect(try await client.delete("/batch/cancel/" + id).isError(404))
            }
            _ = try await client.server.engine.jobs.finished(sync.id)
        }
    }

    @Test func `A batch goes on after a restart`() async throws {
        let folder = try TemporaryFolder()
        let (gate, data) = (Gate(), folder.path + "/data")
        let (ids, found) = AsyncStream.makeStream(of: String.self)
        try await LiveServer.run(engine: try gate.engine(data)) { server in
            let client = ScaleClient(server: server)
            gate.block(2)
            let answer = try await client.post("/batch/upload", try Self.batch([1, 2, 3, 4]))
            found.yield(try #require(answer.json["job_id"]?.stringValue))
            try await eventually("two pictures are held") { gate.runs == 2 }
            // Not before the server has begun to stop: the batch is cut off in its middle.
            let idle = try RawConnection(port: server.port)
            Task {
                // A server that stops hangs up on who asks nothing.
                _ = await idle.readToEnd()
                gate.open()
            }
        }
        var iterator = ids.makeAsyncIterator()
        let id = try #require(await iterator.next())
        try await LiveServer.run(engine: try Gate().engine(data)) { server in
            let client = ScaleClient(server: server)
            let job = try await Self.end(of: id, client)
            #expect(job["status"] == "completed")
            #expect(job["result"]?["successful"] == 4)
            #expect(try await client.get("/stats").json["collection"]?["points_count"] == 4)
        }
    }
}
