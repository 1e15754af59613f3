import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NativeSearchTests {
    private static let path = "/collections/products/search"

    @Test func `By form, base64, data URI and id, the results are the same`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]) { shop in
            let picture = try TestPicture.jpeg(seed: 2)
            let form = try await shop.server.form(
                "POST", Self.path, fields: ["top_k": "2"],
                files: [(name: "file", filename: "q", bytes: picture)])
            #expect(form.status == 200)
            #expect(
                form.keys == [
                    "collection", "embedding_ms", "model", "next", "results", "score_scale", "search_ms",
                    "took_ms",
                    "total_compared", "warnings",
                ])
            let best = try #require(form.json["results"]?[0])
            #expect(
                best.objectValue?.keys.sorted() == [
                    "attributes", "bytes", "content_url", "height", "id", "name", "path", "root", "score",
                    "thumbnail_url",
                    "width",
                ])
            #expect(best["id"] == "b")
            #expect(form.json["results"]?.arrayValue?.count == 2)
            #expect(form.json["total_compared"] == 3)
            for image in [base64(picture), "data:image/jpeg;base64," + base64(picture)] {
                let answer = try await shop.server.json(
                    "POST", Self.path, ["image": .string(image), "top_k": 2])
                #expect(answer.json["results"] == form.json["results"])
            }
            let byID = try await shop.server.json(
                "POST", Self.path, ["image_id": "b", "top_k": 2, "filter": nil])
            #expect(byID.json["total_compared"] == 2)
            #expect(byID.json["results"]?[0]?["id"] == form.json["results"]?[1]?["id"])
        }
    }

    @Test func `A vector is searched by, also where there is no model`() async throws {
        try await Shop.open { shop in
            let collection = try await shop.server.engine.createCollection(
                named: "points", CollectionOptions(model: .none, dimension: 3))
            let vectors: [[Float]] = [[1, 0, 0], [0, 1, 0], [0.9, 0.1, 0]]
            let images = vectors.enumerated().map { IncomingImage(id: "\($0)", vector: $1) }
            _ = try await shop.server.engine.put(images, in: collection)
            let path = "/collections/points/search"
            let answer = try await shop.server.json("POST", path, ["vector": [2, 0, 0], "top_k": 2])
            #expect(answer.status == 200)
            #expect(answer.json["results"]?.arrayValue?.map { $0["id"] } == ["0", "2"])
            #expect(answer.json["results"]?[0]?["score"] == 1)
            let strict = try await shop.server.json("POST", path, ["vector": [1, 0, 0], "threshold": 0.999])
            #expect(strict.json["results"]?.arrayValue?.count == 1)
            let short = try await shop.server.json("POST", path, ["vector": [1, 0]])
            #expect(short.status == 400)
            #expect(short.detail.stringValue?.contains("2 numbers") == true)
            for wrong: JSONValue in [["vector": ["a"]], ["vector": "x"], ["vector": nil], [:]] {
                #expect(try await shop.server.json("POST", path, wrong).status == 422, "\(wrong)")
            }
            let both = try await shop.server.json("POST", path, ["vector": [1, 0, 0], "image_id": "0"])
            #expect(both.status == 400)
            let categories = path + "/categories"
            #expect(try await shop.server.json("POST", categories, ["vector": [1, 0, 0]]).status == 200)
        }
    }

    @Test func `A member that is not known gets 422 rather than other results`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            for name in ["filters", "topK", "min_score"] {
                let answer = try await shop.server.json(
                    "POST", Self.path, .object(["image_id": "a", name: 1]))
                #expect(answer.status == 422)
                #expect(answer.detail[0]?["loc"] == ["body", .string(name)])
                #expect(answer.detail[0]?["type"] == "extra_forbidden")
            }
        }
    }

    @Test func `The threshold is used and told`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2]) { shop in
            let image = JSONValue.string(base64(try TestPicture.jpeg(seed: 1)))
            let answer = try await shop.server.json("POST", Self.path, ["image": image, "threshold": 0.999])
            #expect(answer.json["threshold_used"] == 0.999)
            #expect(answer.json["results"]?.arrayValue?.count == 1)
        }
    }

    @Test func `Attributes filter`() async throws {
        try await Shop.open { shop in
            let server = shop.server
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            for (id, colour) in [("a", "red"), ("b", "blue"), ("c", "green")] {
                _ = try await server.form(
                    "PUT", "/collections/shoes/images/\(id)",
                    fields: ["attributes": #"{"colour": "\#(colour)", "n": 1}"#],
                    files: [(name: "file", filename: id, bytes: try TestPicture.jpeg(seed: 1))])
            }
            func found(_ filter: JSONValue) async throws -> [JSONValue] {
                let order: JSONValue = [
                    "image": .string(base64(try TestPicture.jpeg(seed: 1))), "filter": filter,
                ]
                let answer = try await server.json("POST", "/collections/shoes/search", order)
                return answer.json["results"]?.arrayValue?.compactMap { $0["id"] } ?? []
            }
            #expect(try await found(["colour": "blue"]) == ["b"])
            #expect(try await found(["colour": ["red", "green"], "n": 1]) == ["a", "c"])
            #expect(try await found(["colour": "pink"]) == [])
            #expect(try await found(["' OR 1=1 --": "x"]) == [])
            let form = try await server.form(
                "POST", "/collections/shoes/search", fields: ["filter": #"{"colour": "red"}"#],
                files: [(name: "file", filename: "q", bytes: try TestPicture.jpeg(seed: 1))])
            #expect(form.json["results"]?.arrayValue?.count == 1)
        }
    }

    @Test(
        arguments: [
            (["top_k": 3], 422), (["image": "AAAA", "image_id": "a"], 400), (["image": "!!!"], 400),
            (["image": ""], 400),
            (["image": "AAAA"], 400), (["image_id": "nope"], 404), (["image_id": "a", "top_k": 0], 422),
            (["image_id": "a", "top_k": 1001], 422), (["image_id": "a", "top_k": "x"], 422),
            (["image_id": "a", "threshold": 2], 422), (["image_id": "a", "threshold": -1.5], 422),
            (["image_id": "a", "filter": ["c": [["x"]]]], 400),
            (["image_id": "a", "filter": ["c": ["d": 1]]], 422),
            (["image_id": "a", "filter": [1]], 422), (["image_id": 3], 422), ([], 422),
        ] as [(JSONValue, Int)])
    func `What can't be searched for is refused`(order: JSONValue, status: Int) async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let answer = try await shop.server.json("POST", Self.path, order)
            #expect(answer.status == status)
            #expect(answer.keys == ["detail"])
        }
    }

    /// A filter of so many conditions, each with so many values.
    private static func filter(_ conditions: Int, values: Int = 1) -> JSONValue {
        let list = JSONValue.array((0..<values).map { .int($0) })
        return .object(Dictionary(uniqueKeysWithValues: (0..<conditions).map { ("c\($0)", list) }))
    }

    private static func nested(_ depth: Int) -> JSONValue {
        (0..<depth).reduce(JSONValue.array([])) { value, _ in .array([value]) }
    }

    @Test(
        arguments: [
            (filter(64), 200), (filter(65), 400), (filter(1, values: 1000), 200),
            (filter(1, values: 1001), 400), (filter(60, values: 17), 400), (filter(3000), 422),
            (["c": nested(20)], 400), (["c": nested(400)], 422),
            (["c": .string(String(repeating: "a", count: 70_000))], 422),
        ] as [(JSONValue, Int)])
    func `A filter has limits, in JSON and in a form`(filter: JSONValue, status: Int) async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let answer = try await shop.server.json("POST", Self.path, ["image_id": "a", "filter": filter])
            #expect(answer.status == status)
            let form = try await shop.server.form(
                "POST", Self.path, fields: ["filter": filter.description],
                files: [(name: "file", filename: "q", bytes: try TestPicture.jpeg(seed: 1))])
            #expect(form.status == status)
            if status == 400 {
                #expect(answer.detail.stringValue?.hasPrefix("The filter can't be used: ") == true)
                #expect(form.detail == answer.detail)
            }
            if status == 422 { #expect(form.detail[0]?["loc"]?[1] == "filter") }
        }
    }

    @Test func `A body that is nested too deep is told so`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let order: JSONValue = ["image_id": "a", "filter": ["c": Self.nested(400)]]
            let answer = try await shop.server.json("POST", Self.path, order)
            #expect(answer.detail[0]?["ctx"]?["error"] == "The body is nested more than 32 deep")
        }
    }

    @Test func `A large picture in JSON is no large document`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let picture = try TestPicture.jpeg(seed: 1) + [UInt8](repeating: 0, count: 100_000)
            let answer = try await shop.server.json(
                "POST", Self.path, ["image": .string(base64(picture)), "filter": ["c": [1, 2]]])
            #expect(answer.status == 200)
        }
    }

    @Test(
        arguments: [
            "[", "{}}",
            #"{"a":"# + String(repeating: "[", count: 400) + String(repeating: "]", count: 400) + "}",
            #"{"a":"\#(String(repeating: "a", count: 70_000))"}"#,
        ])
    func `Attributes have limits too`(attributes: String) async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let answer = try await shop.server.form(
                "PUT", "/collections/products/images/new", fields: ["attributes": attributes],
                files: [(name: "file", filename: "q", bytes: try TestPicture.jpeg(seed: 1))])
            #expect(answer.status == 422)
            #expect(answer.detail[0]?["loc"]?[1] == "attributes")
            #expect(try await shop.server.get("/collections/products/images/new").status == 404)
        }
    }

    @Test func `Fields of a form are checked like those of JSON`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let files = [(name: "file", filename: "q", bytes: try TestPicture.jpeg(seed: 1))]
            for (field, value) in [
                ("top_k", "0"), ("top_k", "x"), ("threshold", "2"), ("filter", "["), ("filter", "[]"),
            ] {
                let answer = try await shop.server.form(
                    "POST", Self.path, fields: [field: value], files: files)
                #expect(answer.status == 422)
                #expect(answer.detail[0]?["loc"]?[0] == "body")
                #expect(answer.detail[0]?["loc"]?[1] == .string(field))
            }
            let empty = try await shop.server.form(
                "POST", Self.path, fields: ["top_k": "", "threshold": "", "filter": ""], files: files)
            #expect(empty.status == 200)
        }
    }
}
