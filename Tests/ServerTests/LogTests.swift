import Foundation
import Logging
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct LogTests {
    @Test func `Every request has an id, in the answer and on its line of the log`() async throws {
        let folder = try TemporaryFolder()
        let logs = LogBook()
        try await LiveServer.run(engine: try TestEngine.make(folder.path), logger: logs.logger) { server in
            let own = try await server.get("/health", headers: ["X-Request-Id": "trace-7"])
            #expect(own.headers["x-request-id"] == "trace-7")
            let given = try await server.get("/nope")
            let id = try #require(given.headers["x-request-id"])
            #expect(UUID(uuidString: id) != nil)
            try await eventually("two are logged") { logs.requests.count == 2 }
            let lines = logs.requests.map(\.metadata)
            #expect(lines[0]["request_id"] == "trace-7")
            #expect(lines[0]["method"] == "GET")
            #expect(lines[0]["path"] == "/health")
            #expect(lines[0]["status"] == "200")
            #expect(lines[0]["ms"].flatMap(Double.init) != nil)
            #expect(lines[1]["request_id"] == id)
            #expect(lines[1]["status"] == "404")
        }
    }

    @Test func `An id that is not fit for a log is replaced`() async throws {
        try await Shop.open { shop in
            for id in ["a b", String(repeating: "a", count: 65), "é"] {
                let answer = try await shop.server.get("/health", headers: ["X-Request-Id": id])
                #expect(answer.headers["x-request-id"].flatMap(UUID.init) != nil)
            }
        }
    }

    @Test func `The files and small pictures of a page are logged for who looks for them only`() async throws
    {
        let folder = try TemporaryFolder()
        let logs = LogBook(level: .debug)
        try await LiveServer.run(engine: try TestEngine.make(folder.path), logger: logs.logger) { server in
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            _ = try await server.put(1, "a")
            for path in [
                "/app", "/app/main.js", "/app/style.css", "/collections/shoes/images/a/thumbnail?size=64",
                "/collections/shoes/images/none/thumbnail", "/collections/shoes/images/a/content",
            ] { _ = try await server.get(path) }
            try await eventually("eight are logged") { logs.requests.count == 8 }
            let quiet = logs.requests.filter { $0.level == .debug }.compactMap { $0.metadata["path"] }
            #expect(
                Set(quiet) == [
                    "/app/main.js", "/app/style.css", "/collections/shoes/images/a/thumbnail",
                ])
        }
    }

    @Test func `An expected 503 is no error in the log`() async throws {
        let folder = try TemporaryFolder()
        let logs = LogBook()
        try await LiveServer.run(engine: try TestEngine.make(folder.path), logger: logs.logger) { server in
            _ = try await server.get("/stats")
            try await eventually("one is logged") { logs.requests.count == 1 }
            #expect(logs.lines.filter { $0.level >= .error }.isEmpty)
        }
    }
}
