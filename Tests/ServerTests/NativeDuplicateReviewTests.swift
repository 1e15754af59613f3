import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NativeDuplicateReviewTests {
    private static let path = "/collections/shoes/duplicates"
    private static let types = ["content-type": "image/jpeg"]

    /// A server with three versions of one picture, two of another, and one alone; searched for duplicates.
    private static func open(_ body: @escaping @Sendable (LiveServer) async throws -> Void) async throws {
        try await Shop.open { shop in
            let server = shop.server
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            let (one, two) = (TestScene.pixels(seed: 1), TestScene.pixels(seed: 2))
            for (id, bytes) in [
                ("a", try TestScene.jpeg(one)), ("b", try TestScene.jpeg(one, quality: 30)),
                ("c", try TestScene.jpeg(TestScene.mirrored(one))), ("d", try TestScene.jpeg(two)),
                ("e", try TestScene.jpeg(two)), ("f", try TestScene.jpeg(TestScene.pixels(seed: 3))),
            ] {
                let put = try await server.send(
                    "PUT", "/collections/shoes/images/\(id)", headers: types, body: bytes)
                #expect(put.status == 201)
            }
            let job = try await server.send("POST", path + "/search")
            #expect(job.status == 202)
            let id = try #require(job.json["id"]?.stringValue)
            try await eventually("the search is done") {
                try await server.get("/jobs/\(id)").json["state"] == "succeeded"
            }
            #expect(try await server.get("/jobs/\(id)").json["result"]?["contents"] == 5)
            try await body(server)
        }
    }

    private static func ids(_ group: JSONValue?) -> [String] {
        group?["images"]?.arrayValue?.compactMap { $0["image"]?["id"]?.stringValue }.sorted() ?? []
    }

    @Test func `Groups are listed page by page, with a proposal`() async throws {
        try await Self.open { server in
            let first = try await server.get(Self.path + "/review?limit=1").json
            #expect(first["total"] == 2)
            #expect(Self.ids(first["groups"]?[0]) == ["a", "b", "c"])
            #expect(first["groups"]?[0]?["kind"] == "edited")
            #expect(first["groups"]?[0]?["reason"]?.stringValue?.hasSuffix(".") == true)
            let next = try #require(first["next"]?.intValue)
            let second = try await server.get(Self.path + "/review?limit=1&after=\(next)").json
            #expect(Self.ids(second["groups"]?[0]) == ["d", "e"])
            #expect(second["groups"]?[0]?["kind"] == "exact")
            #expect(second["groups"]?[0]?["images"]?[0]?["kind"] == "reference")
            #expect(second["next"] == nil)
            let exact = try await server.get(Self.path + "/review?kind=exact").json
            #expect(exact["groups"]?.arrayValue?.map(Self.ids) == [["d", "e"]])
            #expect(try await server.get(Self.path + "/review?kind=like").status == 422)
            #expect(try await server.get("/collections/none/duplicates/review").status == 404)
        }
    }

    @Test func `A decision is made, listed and taken back`() async throws {
        try await Self.open { server in
            let group = try await server.get(Self.path + "/review").json["groups"]?[0]?["id"] ?? nil
            let made = try await server.json(
                "POST", Self.path + "/decisions", ["group": group, "choice": "not_duplicates"])
            #expect(made.status == 201)
            #expect(try await server.get(Self.path + "/review").json["total"] == 1)
            let id = try #require(made.json["id"]?.stringValue)
            let list = try await server.get(Self.path + "/decisions").json["decisions"]
            #expect(list?[0]?["id"]?.stringValue == id)
            #expect(list?[0]?["choice"] == "not_duplicates")
            #expect(try await server.send("DELETE", Self.path + "/decisions/\(id)").status == 200)
            #expect(try await server.get(Self.path + "/review").json["total"] == 2)
            #expect(try await server.send("DELETE", Self.path + "/decisions/\(id)").status == 404)
        }
    }

    @Test func `What is not kept is removed when asked, and put back`() async throws {
        try await Self.open { server in
            let made = try await server.json(
                "POST", Self.path + "/decisions",
                ["images": ["d", "e"], "choice": "keep", "keep": ["e"], "remove_others": true])
            #expect(made.status == 201)
            #expect(made.json["changed"] == ["d"] && made.json["problems"] == [])
            #expect(try await server.get("/collections/shoes/images/d").status == 404)
            let id = try #require(made.json["id"]?.stringValue)
            let undone = try await server.send("DELETE", Self.path + "/decisions/\(id)")
            #expect(undone.json["changed"] == ["d"])
            #expect(try await server.get("/collections/shoes/images/d/content").status == 200)
        }
    }

    @Test(
        arguments: [
            ["choice": "keep_all"], ["images": ["a", "b"], "choice": "sell"],
            ["images": ["a"], "choice": "keep_all"], ["group": "x", "choice": "keep_all"],
            ["images": ["a", "b"], "choice": "keep"],
        ] as [JSONValue])
    func `Wrong orders are refused`(_ order: JSONValue) async throws {
        try await Self.open { server in
            let answer = try await server.json("POST", Self.path + "/decisions", order)
            #expect(answer.status == 400)
            #expect(answer.json["detail"]?.stringValue?.hasPrefix("The decision can't be made") == true)
            #expect(try await server.get(Self.path + "/decisions").json["decisions"] == [])
        }
    }

    @Test func `Duplicates are reported or refused when they come in`() async throws {
        try await Self.open { server in
            let bytes = try TestScene.jpeg(TestScene.pixels(seed: 3), quality: 50)
            let refused = try await server.send(
                "POST", "/collections/shoes/images?duplicates=refuse", headers: Self.types, body: bytes)
            #expect(refused.status == 409)
            #expect(refused.json["duplicates"] == ["f"])
            #expect(refused.json["detail"]?.stringValue?.contains("'f'") == true)
            let reported = try await server.send(
                "POST", "/collections/shoes/images?duplicates=report", headers: Self.types, body: bytes)
            #expect(reported.status == 201)
            #expect(reported.json["duplicates"]?[0]?["id"] == "f")
            #expect(reported.json["duplicates"]?[0]?["kind"] == "near")
            let other = try await server.send(
                "PUT", "/collections/shoes/images/new?duplicates=refuse",
                headers: Self.types, body: try TestScene.jpeg(TestScene.pixels(seed: 9)))
            #expect(other.status == 201)
            #expect(
                try await server.send("POST", "/collections/shoes/images?duplicates=maybe", body: bytes)
                    .status
                    == 422)
        }
    }
}
