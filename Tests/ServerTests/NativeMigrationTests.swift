import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Collections are migrated to another model over the native API.
@Suite(.timeLimit(.minutes(10))) struct NativeMigrationTests {
    private static let path = "/collections/c/migration"

    /// A server with the models `tiny` and `other`, and a collection of three images.
    private static func open(_ body: @escaping @Sendable (LiveServer) async throws -> Void) async throws {
        let models = try TemporaryFolder()
        try OtherNetwork.add(to: models.path)
        let folder = models.path
        let adds: (inout EngineConfiguration) -> Void = { $0.modelFolders.append(folder) }
        try await Shop.open(engine: adds) { shop in
            let server = shop.server
            let made = try await server.json("POST", "/collections", ["name": "c", "model": "tiny"])
            try #require(made.status == 201, "\(made.text)")
            for seed in 1...3 as ClosedRange<UInt64> {
                let put = try await server.send(
                    "PUT", "/collections/c/images/\(seed)", body: try TestPicture.jpeg(seed: seed))
                try #require(put.status == 201, "\(put.text)")
            }
            try await body(server)
        }
    }

    /// Waits for the job that an answer began.
    private static func end(of answer: LiveServer.Answer, on server: LiveServer) async throws -> Job {
        try #require(answer.status == 202, "\(answer.text)")
        let id = try #require(answer.json["id"]?.stringValue)
        #expect(answer.headers["location"] == "/jobs/\(id)")
        return try await server.engine.jobs.finished(id)
    }

    @Test func `A collection gets another model, and the old one back`() async throws {
        try await Self.open { server in
            let none = try await server.get(Self.path)
            #expect(none.status == 200 && none.json["phase"] == "none" && none.json["running"] == false)
            let dry = try await server.json("POST", Self.path, ["model": "other", "dry_run": true])
            #expect(dry.status == 200 && dry.json["total"] == 3 && dry.json["unavailable"] == 0)
            let job = try await Self.end(
                of: try await server.json("POST", Self.path, ["model": "other"]), on: server)
            #expect(job.state == .succeeded && job.kind == "migration", "\(job.error ?? "")")
            #expect(job.result?["images"] == 3 && job.result?["left_out"] == 0)
            let switched = try await server.get(Self.path).json
            #expect(switched["phase"] == "switched" && switched["current"]?["model"] == "other")
            #expect(switched["second"]?["model"] == "tiny" && switched["done"] == 3)
            #expect(try await server.get("/collections/c").json["model"] == "other")
            let found = try await server.json("POST", "/collections/c/search", ["image_id": "2"])
            #expect(found.status == 200, "\(found.text)")

            let back = try await Self.end(
                of: try await server.send("POST", Self.path + "/rollback"), on: server)
            #expect(back.state == .succeeded, "\(back.error ?? "")")
            #expect(try await server.get("/collections/c").json["model"] == "tiny")
            #expect(try await server.get(Self.path).json["phase"] == "none")
        }
    }

    @Test func `The old vectors are removed when it is finished`() async throws {
        try await Self.open { server in
            _ = try await Self.end(
                of: try await server.json("POST", Self.path, ["model": "other"]), on: server)
            let cancelled = try await server.send("DELETE", Self.path)
            #expect(cancelled.status == 409, "\(cancelled.text)")
            let finished = try await server.send("POST", Self.path + "/finish")
            #expect(finished.status == 200 && finished.json["phase"] == "none")
            #expect(try await server.send("POST", Self.path + "/rollback").status == 404)
            #expect(try await server.send("DELETE", Self.path).status == 404)
        }
    }

    @Test func `What would be lost is told, and nothing begins`() async throws {
        try await Self.open { server in
            let collection = try await server.engine.collection(named: "c")
            let vector = (0..<192).map { Float($0 % 5) - 2 }
            _ = try await server.engine.put(IncomingImage(id: "v", vector: vector), in: collection)
            let dry = try await server.json("POST", Self.path, ["model": "other", "dry_run": true]).json
            #expect(dry["unavailable"] == 1 && dry["reasons"] == ["vector_only": 1])
            #expect(dry["examples"]?.arrayValue?.first?["id"] == "v")
            let refused = try await server.json("POST", Self.path, ["model": "other"])
            #expect(refused.status == 409 && refused.detail.stringValue?.contains("drop_missing") == true)
            #expect(try await server.get(Self.path).json["phase"] == "none")
            let order: JSONValue = ["model": "other", "drop_missing": true, "keep_old": false]
            let job = try await Self.end(of: try await server.json("POST", Self.path, order), on: server)
            #expect(job.result?["left_out"] == 1 && job.result?["kept_old"] == false)
            #expect(try await server.get(Self.path).json["phase"] == "none")
        }
    }

    @Test func `Bad orders are refused`() async throws {
        try await Self.open { server in
            let orders: [(JSONValue, Int)] = [
                (["model": "tiny"], 409), (["model": "nothing"], 400), ([:], 422),
                (["model": "other", "metric": "no"], 400), (["model": "other", "index": "no"], 400),
                (["model": "other", "modle": 1], 422),
            ]
            for (order, expected) in orders {
                let answer = try await server.json("POST", Self.path, order)
                #expect(answer.status == expected, "\(order): \(answer.text)")
            }
            let unknown = try await server.get("/collections/none/migration")
            #expect(unknown.status == 404)
        }
    }
}
