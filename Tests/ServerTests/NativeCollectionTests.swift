import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NativeCollectionTests {
    /// A folder of models with the tests' network under another name.
    private static func secondModel() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: Fixtures.models + "/tiny", toPath: folder.path + "/second")
        let manifest = folder.path + "/second/model.json"
        let text = try String(contentsOfFile: manifest, encoding: .utf8)
        try text.replacing("\"tiny\"", with: "\"second\"")
            .write(toFile: manifest, atomically: true, encoding: .utf8)
        return folder
    }

    @Test func `The index changes at any time, the model while there are no pictures`() async throws {
        let models = try Self.secondModel()
        defer { withExtendedLifetime(models) {} }
        let both = { (settings: inout EngineConfiguration) in
            settings.modelFolders = [models.path, Fixtures.models]
        }
        try await Shop.open(engine: both) { shop in
            let server = shop.server
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            _ = try await server.put(1, "a")
            let changed = try await server.json("PATCH", "/collections/shoes", ["index": "flat"])
            #expect(changed.status == 200 && changed.json["index"] == "flat")
            #expect(try await server.json("PATCH", "/collections/shoes", ["model": "tiny"]).status == 200)
            for (body, status) in [(["model": "missing"], 400), (["index": "tree"], 400)]
                as [(JSONValue, Int)]
            {
                let answer = try await server.json("PATCH", "/collections/shoes", body)
                #expect(answer.status == status)
            }
            #expect(try await server.json("PATCH", "/collections/shoes", ["model": "second"]).status == 409)
            #expect(try await server.get("/collections/shoes").json["model"] == "tiny")
            _ = try await server.json("POST", "/collections", ["name": "boots"])
            #expect(try await server.json("PATCH", "/collections/boots", ["model": "second"]).status == 200)
            #expect(try await server.get("/collections/boots").json["model"] == "second")
            #expect(try await server.json("PATCH", "/collections/none", [:]).status == 404)
        }
    }

    @Test func `A collection is made, shown, listed and deleted`() async throws {
        try await Shop.open { shop in
            let server = shop.server
            let made = try await server.json("POST", "/collections", ["name": "shoes"])
            #expect(made.status == 201)
            #expect(made.headers["location"] == "/collections/shoes")
            #expect(
                made.keys == [
                    "bytes", "categories", "created_at", "dimension", "failed", "frames", "images", "index",
                    "index_state", "metric", "model", "name", "roots", "state", "suggested_threshold",
                    "turned",
                    "vector_bytes",
                ])
            #expect(made.json["model"] == "tiny")
            #expect(made.json["dimension"] == 192)
            #expect(made.json["metric"] == "cosine")
            #expect(made.json["index"] == "auto")
            #expect(made.json["images"] == 0)
            #expect(made.json["state"] == "ready")
            #expect(made.json["suggested_threshold"] == 0.9)
            let date = try #require(made.json["created_at"]?.stringValue)
            #expect(date.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
            #expect(try await server.get("/collections/shoes").json == made.json)
            #expect(try await server.get("/collections").json == ["collections": [made.json]])
            let deleted = try await server.send("DELETE", "/collections/shoes")
            #expect(deleted.status == 200)
            #expect(deleted.json == ["deleted": "shoes"])
            #expect(try await server.get("/collections/shoes").status == 404)
        }
    }

    @Test func `Each collection of a list has its model's threshold`() async throws {
        try await Shop.open { shop in
            for name in ["boots", "shoes"] {
                _ = try await shop.server.json("POST", "/collections", ["name": .string(name)])
            }
            let list = try await shop.server.get("/collections").json["collections"]?.arrayValue ?? []
            #expect(list.map { $0["name"] } == ["boots", "shoes"])
            #expect(list.map { $0["suggested_threshold"] } == [0.9, 0.9])
        }
    }

    @Test func `A name that is taken gets 409`() async throws {
        try await Shop.open { shop in
            _ = try await shop.server.json("POST", "/collections", ["name": "shoes"])
            let answer = try await shop.server.json("POST", "/collections", ["name": "shoes"])
            #expect(answer.status == 409)
            #expect(answer.detail == "There is a collection called 'shoes' already.")
        }
    }

    @Test(
        arguments: [
            ["name": ""], ["name": "../etc"], ["name": "a/b"], ["name": "é"], ["name": "a\r\nX-Evil: 1"],
            ["name": .string(String(repeating: "a", count: 101))], ["name": "a", "model": "nope"],
            ["name": "a", "metric": "nope"], ["name": "a", "index": "nope"],
        ] as [JSONValue])
    func `What can't be made gets 400`(order: JSONValue) async throws {
        try await Shop.open { shop in
            let answer = try await shop.server.json("POST", "/collections", order)
            #expect(answer.status == 400)
            #expect(answer.headers["x-evil"] == nil)
            #expect(answer.detail.stringValue != nil)
        }
    }

    @Test func `A body that is no order gets 422`() async throws {
        try await Shop.open { shop in
            for (body, loc, type) in [
                ("", ["body"], "missing"), ("{", ["body", 0], "json_invalid"),
                ("{}", ["body", "name"], "missing"),
                ("[]", ["body"], "model_attributes_type"),
                ("{\"name\": 3}", ["body", "name"], "string_type"),
                (String(repeating: "[", count: 100_000), ["body", 0], "json_invalid"),
            ] as [(String, JSONValue, String)] {
                let answer = try await shop.server.send("POST", "/collections", body: Array(body.utf8))
                #expect(answer.status == 422)
                #expect(answer.detail[0]?["loc"] == loc)
                #expect(answer.detail[0]?["type"] == .string(type))
            }
        }
    }

    @Test func `Unknown collections get 404 everywhere`() async throws {
        try await Shop.open { shop in
            let picture = try TestPicture.jpeg(seed: 1)
            for (method, path) in [
                ("GET", ""), ("DELETE", ""), ("GET", "/images"), ("GET", "/images/a"), ("PUT", "/images/a"),
                ("DELETE", "/images/a"), ("GET", "/images/a/content"), ("GET", "/images/a/thumbnail"),
                ("POST", "/search"), ("POST", "/sync"),
            ] {
                let answer = try await shop.server.send(
                    method, "/collections/nope" + path, body: method == "GET" ? nil : picture)
                #expect(answer.status == 404)
                #expect(answer.detail == "There is no collection called 'nope'.")
            }
            for name in ["..%2F..%2Fetc", "%00", "a%0D%0Ab"] {
                #expect(try await shop.server.get("/collections/" + name).status == 404)
            }
            let connection = try RawConnection(port: shop.server.port)
            connection.send("GET /collections/%FF HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(await connection.read(until: "}").hasSuffix("{\"detail\":\"Not Found\"}"))
        }
    }

    @Test func `Models are listed`() async throws {
        try await Shop.open { shop in
            let models = try await shop.server.get("/models").json["models"]
            #expect(models?[0]?["name"] == "tiny")
            #expect(models?[0]?["default"] == true)
            #expect(models?[0]?["installed"] == true)
            #expect(models?[0]?["dimension"] == 192)
        }
    }

    @Test func `A collection gets another name, unless an interface serves it by its own`() async throws {
        try await Shop.open(["mug.jpg": 1]) { shop in
            let server = shop.server
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            _ = try await server.json("POST", "/collections", ["name": "hats"])
            let added = try await server.put(1, "a")
            #expect(added.status == 201)
            let renamed = try await server.json(
                "PATCH", "/collections/shoes", ["name": "boots", "index": "flat"])
            #expect(renamed.status == 200 && renamed.json["name"] == "boots")
            #expect(renamed.json["images"] == 1 && renamed.json["index"] == "flat")
            #expect(try await server.get("/collections/shoes").status == 404)
            let image = try await server.get("/collections/boots/images/a").json
            #expect(image["content_url"] == "/collections/boots/images/a/content")
            for (name, status) in [("hats", 409), ("a b", 400), ("boots", 200)] {
                let answer = try await server.json("PATCH", "/collections/boots", ["name": .string(name)])
                #expect(answer.status == status, "\(name)")
            }
            let served = try await server.json("PATCH", "/collections/products", ["name": "goods"])
            #expect(served.status == 409)
            #expect(served.detail.stringValue?.contains("LOOKALIKE_PRODUCTS_COLLECTION") == true)
            #expect(try await shop.findSimilar(1).status == 200)
        }
    }
}
