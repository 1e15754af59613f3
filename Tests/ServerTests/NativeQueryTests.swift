import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import LookalikeVectors
import TestSupport
import Testing

/// Searches by several parts, by regions, and by filters that say more than equality.
@Suite(.timeLimit(.minutes(10))) struct NativeQueryTests {
    private static let path = "/collections/products/search"

    /// A collection of the points of a circle, a degree apart: "0", "1", …
    private static func circle(
        _ body: @escaping @Sendable (LiveServer) async throws -> Void
    ) async throws {
        try await Shop.open { shop in
            let collection = try await shop.server.engine.createCollection(
                named: "points", CollectionOptions(model: .none, dimension: 3))
            let images = (0..<60).map { number in
                IncomingImage(
                    id: "\(number)", vector: point(number),
                    attributes: ["n": .int(number), "day": .string("2026-01-\(10 + number % 20)")]
                        .merging(number % 3 == 0 ? ["third": true] : [:]) { a, _ in a })
            }
            _ = try await shop.server.engine.put(images, in: collection)
            try await body(shop.server)
        }
    }

    private static func point(_ degrees: Int) -> [Float] {
        let angle = Double(degrees) * .pi / 180
        return [Float(cos(angle)), Float(sin(angle)), 0]
    }

    private static func vector(_ degrees: Int) -> JSONValue {
        .array(point(degrees).map { .double(Double($0)) })
    }

    @Test func `Parts pull and push by their weights`() async throws {
        try await Self.circle { server in
            let cases: [(JSONValue, JSONValue)] = [
                ([["image_id": "10"], ["image_id": "20"]], "15"),
                ([["image_id": "10", "weight": 4], ["vector": Self.vector(20)]], "12"),
                (
                    [
                        ["vector": Self.vector(10), "weight": 0.5],
                        ["vector": Self.vector(20), "weight": 0.125],
                    ], "12"
                ),
                ([["image_id": "30"], ["image_id": "40", "negative": true]], "20"),
                (
                    [["image_id": "30", "negative": false], ["vector": Self.vector(40), "negative": true]],
                    "20"
                ),
            ]
            for (parts, best) in cases {
                let answer = try await server.json(
                    "POST", "/collections/points/search", ["parts": parts, "top_k": 1])
                #expect(answer.json["results"]?[0]?["id"] == best, "\(parts)")
            }
        }
    }

    @Test func `Long vectors and pictures are parts too`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]) { shop in
            let picture = try TestPicture.jpeg(seed: 2) + [UInt8](repeating: 0, count: 100_000)
            let products = try await shop.server.engine.collection(named: "products")
            let vector = try #require(try await products.view.vector(of: 1))
            let long = JSONValue.array(vector.map { .double(Double($0)) })
            let parts: JSONValue = [
                ["image": .string(base64(picture)), "weight": 9], ["vector": long],
                ["vector": long, "weight": 2],
                [
                    "image": .string("data:image/jpeg;base64," + base64(picture)), "negative": true,
                    "weight": 0.1,
                ],
            ]
            let answer = try await shop.server.json("POST", Self.path, ["parts": parts, "top_k": 3])
            #expect(answer.status == 200)
            #expect(answer.json["results"]?.arrayValue?.count == 3)
            // A solidus may be escaped in JSON.
            let text = #"{"parts": [{"image": "\#(base64(picture))"}], "top_k": 1}"#
                .replacing("/", with: #"\/"#)
            let escaped = try await shop.server.send(
                "POST", Self.path, headers: ["Content-Type": "application/json"], body: Array(text.utf8))
            #expect(escaped.json["results"]?[0]?["id"] == "b")
        }
    }

    @Test func `Several files of a form are parts`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]) { shop in
            func files(_ names: [(String, UInt64)]) throws -> [(
                name: String, filename: String, bytes: [UInt8]
            )] {
                try names.map { ($0.0, "q", try TestPicture.jpeg(seed: $0.1)) }
            }
            func results(_ answer: LiveServer.Answer) -> [JSONValue] {
                answer.json["results"]?.arrayValue?.compactMap { [$0["id"] ?? nil, $0["score"] ?? nil] } ?? []
            }
            func image(_ seed: UInt64) throws -> JSONValue {
                .string(base64(try TestPicture.jpeg(seed: seed)))
            }
            let form = try await shop.server.form(
                "POST", Self.path, fields: ["parts": #"[{"image_id": "c", "weight": 0.5}]"#],
                files: files([("file", 1), ("file", 2), ("negative_file", 4)]))
            #expect(form.status == 200)
            let json = try await shop.server.json(
                "POST", Self.path,
                [
                    "parts": [
                        ["image": try image(1)], ["image": try image(2)],
                        ["image": try image(4), "negative": true], ["image_id": "c", "weight": 0.5],
                    ]
                ])
            #expect(!results(form).isEmpty && results(form) == results(json))
            #expect(!results(form).contains { $0[0] == "c" })
            let one = try await shop.server.form("POST", Self.path, files: files([("file", 1)]))
            #expect(results(one) != results(form))
        }
    }

    @Test func `A region finds what is in it`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]) { shop in
            let halves = [TestPicture.pixels(seed: 1), TestPicture.pixels(seed: 3)]
            var bytes: [UInt8] = []
            for y in 0..<48 { for half in halves { bytes += half.bytes[3 * 64 * y..<3 * 64 * (y + 1)] } }
            let both = try JPEGEncoder.encode(PixelBuffer(width: 128, height: 48, bytes: bytes), quality: 92)
            let image = JSONValue.string(base64(both))
            for (x, id) in [(0.0, "a"), (0.5, "c")] as [(Double, JSONValue)] {
                let region: JSONValue = ["x": .double(x), "y": 0, "width": 0.5, "height": 1]
                for order: JSONValue in [
                    ["image": image, "region": region], ["parts": [["image": image, "region": region]]],
                ] {
                    let answer = try await shop.server.json("POST", Self.path, order)
                    #expect(answer.json["results"]?[0]?["id"] == id)
                }
                let form = try await shop.server.form(
                    "POST", Self.path, fields: ["region": region.description],
                    files: [(name: "file", filename: "q", bytes: both)])
                #expect(form.json["results"]?[0]?["id"] == id)
            }
            for region: JSONValue in [
                ["x": 0.5, "y": 0.5, "width": 0, "height": 0.1],
                ["x": 0, "y": 0, "width": 0.5, "height": -1],
                ["x": 0.6, "y": 0, "width": 0.5, "height": 1],
                ["x": -0.1, "y": 0, "width": 0.5, "height": 1],
            ] {
                let answer = try await shop.server.json(
                    "POST", Self.path, ["parts": [["image_id": "a"], ["image": image, "region": region]]])
                #expect(answer.status == 422)
                #expect(answer.detail[0]?["loc"] == ["body", "parts", 1, "region"])
                #expect(answer.detail[0]?["msg"]?.stringValue?.contains("region is") == true)
                let form = try await shop.server.form(
                    "POST", Self.path, fields: ["region": region.description],
                    files: [(name: "file", filename: "q", bytes: both)])
                #expect(form.status == 422 && form.detail[0]?["loc"] == ["body", "region"])
            }
            let region = #"{"x": 0, "y": 0, "width": 0.5, "height": 1}"#
            let files = [
                (name: "file", filename: "q", bytes: both), (name: "file", filename: "r", bytes: both),
            ]
            let two = try await shop.server.form("POST", Self.path, fields: ["region": region], files: files)
            #expect(two.status == 422 && two.detail[0]?["loc"] == ["body", "region"])
        }
    }

    private static let wrong: [(JSONValue, Int, JSONValue)] = [
        (["parts": []], 422, ["body", "parts"]),
        (["parts": [["image_id": "1", "negative": true]]], 422, ["body", "parts"]),
        (["parts": .array([JSONValue](repeating: ["image_id": "1"], count: 33))], 422, ["body", "parts"]),
        (["parts": [["image_id": "1"], [:]]], 422, ["body", "parts", 1, "image"]),
        (["parts": [["image_id": "1", "weight": 0]]], 422, ["body", "parts", 0, "weight"]),
        (["parts": [["image_id": "1", "weight": -2]]], 422, ["body", "parts", 0, "weight"]),
        (["parts": [["image_id": "1", "weight": 1e7]]], 422, ["body", "parts", 0, "weight"]),
        (["parts": [["image_id": "1", "weight": 1e-60]]], 422, ["body", "parts", 0, "weight"]),
        (["parts": [["image_id": "1", "weight": "x"]]], 422, ["body", "parts", 0, "weight"]),
        (["parts": [["image_id": "1"], ["id": "2", "image_id": "2"]]], 422, ["body", "parts", 1, "id"]),
        (["parts": [["vector": ["a"]]]], 422, ["body", "parts", 0, "vector", 0]),
        (["parts": "x"], 422, ["body", "parts"]),
        (
            ["parts": [["image": "AAAA", "region": ["x": 0, "y": 0, "width": 1, "hight": 1]]]], 422,
            ["body", "parts", 0, "region", "hight"]
        ),
        (["image": "AAAA", "region": ["x": 0, "y": 0, "width": 1]], 422, ["body", "region", "height"]),
        (
            ["image_id": "1", "region": ["x": 0, "y": 0, "width": 1, "height": 1]], 422, ["body", "region"]
        ),
        (
            ["parts": [["image_id": "1"]], "region": ["x": 0, "y": 0, "width": 1, "height": 1]], 422,
            ["body", "region"]
        ),
        (["parts": [["image_id": "1"]], "image_id": "2"], 400, nil),
        (["parts": [["image_id": "1", "vector": [1, 0, 0]]]], 400, nil),
        (["parts": [["image_id": "1"], ["vector": [1, 0]]]], 400, nil),
        (["parts": [["image_id": "1"], ["vector": []]]], 400, nil),
        (["parts": [["image": "!!!"]]], 400, nil),
        (["parts": [["vector": [1, 0, 0]], ["vector": [-2, 0, 0]]]], 400, nil),
        (["parts": [["image_id": "1"], ["image_id": "nope"]]], 404, nil),
        (["parts": [["image": "AAAA"]]], 409, nil),
    ]

    @Test func `What is no query is refused, and where it is wrong is told`() async throws {
        try await Self.circle { server in
            for (order, status, place) in Self.wrong {
                let answer = try await server.json("POST", "/collections/points/search", order)
                #expect(answer.status == status, "\(order)")
                #expect(answer.keys == ["detail"])
                if status == 422 { #expect(answer.detail[0]?["loc"] == place, "\(order)") }
            }
        }
    }

    /// What `n` a filter leaves of 0 to 59, where `third` is true of every third and missing of the others.
    private static let filters: [(JSONValue, @Sendable (Int) -> Bool)] = [
        (["n": ["gte": 10, "lt": 20]], { (10..<20).contains($0) }),
        (["n": ["gt": 10, "lte": 20.5]], { (11...20).contains($0) }),
        (["n": ["lt": 0]], { _ in false }),
        (["n": ["in": [3, 5, 77]]], { [3, 5].contains($0) }),
        (["n": ["in": []]], { _ in false }),
        (["n": ["not": 7]], { $0 != 7 }),
        (["n": ["not": [7, 8]]], { $0 != 7 && $0 != 8 }),
        (["n": ["not": ["gte": 5]]], { $0 < 5 }),
        (["n": ["gte": 5, "not": ["in": [6, 7]], "lt": 10]], { [5, 8, 9].contains($0) }),
        (["day": ["gte": "2026-01-12", "lt": "2026-01-14"]], { [2, 3].contains($0 % 20) }),
        (["third": ["exists": true]], { $0 % 3 == 0 }),
        (["third": ["exists": false], "n": ["lt": 10]], { $0 % 3 != 0 && $0 < 10 }),
        (["third": ["not": true]], { $0 % 3 != 0 }),
        (["third": true, "n": [3, 4, 6]], { $0 == 3 || $0 == 6 }),
        (["any": [["n": ["lt": 2]], ["n": 58]]], { $0 < 2 || $0 == 58 }),
        (["any": [["n": ["lt": 5]], ["n": 58]], "third": true], { $0 == 0 || $0 == 3 }),
        (["all": [["n": ["gt": 5]], ["any": [["n": 3], ["n": 9]]]]], { $0 == 9 }),
        // An attribute of that name, which nothing has.
        (["any": ["x"]], { _ in false }), (["not": ["exists": false]], { _ in true }),
        ([:], { _ in true }),
    ]

    @Test func `Filters have ranges, lists, exceptions and what is there`() async throws {
        try await Self.circle { server in
            for (filter, isWanted) in Self.filters {
                let wanted = (0..<60).filter(isWanted).map { JSONValue.string("\($0)") }
                let answer = try await server.json(
                    "POST", "/collections/points/search",
                    ["vector": [1, 0, 0], "top_k": 100, "filter": filter])
                #expect(answer.json["results"]?.arrayValue?.compactMap { $0["id"] } == wanted, "\(filter)")
                #expect(answer.json["total_compared"] == .int(wanted.count))
                // The same language wherever a filter is taken.
                let query = try #require(
                    filter.description.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
                let listed = try await server.get("/collections/points/images?limit=100&filter=\(query)")
                #expect(listed.json["total"] == .int(wanted.count), "\(filter)")
            }
        }
    }

    @Test(
        arguments: [
            (["n": ["gte": 1, "ge": 2]], 422, ["body", "filter", "n", "ge"]),
            (["n": ["not": ["x": 2]]], 422, ["body", "filter", "n", "not", "x"]),
            (["any": [["n": 1], ["n": ["eq": 1]]]], 422, ["body", "filter", "any", 1, "n", "eq"]),
            (["n": [:]], 400, nil), (["n": ["gte": true]], 400, nil), (["n": ["gte": nil]], 400, nil),
            (["n": ["gte": 1, "lt": "2"]], 400, nil), (["n": ["gte": 1, "gt": 1]], 400, nil),
            (["n": ["in": 1]], 400, nil), (["n": ["in": [[1]]]], 400, nil), (["n": ["exists": 1]], 400, nil),
            (["n": ["not": ["a", ["b"]]]], 400, nil), (["any": [[:]]], 400, nil),
            (["any": [["n": 1], 2]], 400, nil),
        ] as [(JSONValue, Int, JSONValue)])
    func `A filter that means nothing is refused`(filter: JSONValue, status: Int, place: JSONValue)
        async throws
    {
        try await Self.circle { server in
            let answer = try await server.json(
                "POST", "/collections/points/search", ["vector": [1, 0, 0], "filter": filter])
            #expect(answer.status == status)
            if status == 422 {
                #expect(answer.detail[0]?["loc"] == place)
                #expect(answer.detail[0]?["type"] == "extra_forbidden")
            } else {
                #expect(answer.detail.stringValue?.hasPrefix("The filter can't be used: ") == true)
            }
            // A filter that is refused deletes nothing.
            let query = try #require(
                filter.description.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let deleted = try await server.send("DELETE", "/collections/points/images?filter=\(query)")
            #expect(deleted.status == status)
            if status == 422 { #expect(deleted.detail[0]?["loc"]?[0] == "query") }
            #expect(try await server.get("/collections/points").json["images"] == 60)
        }
    }

    @Test func `Every native body names the member that is not known`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let category = try await shop.server.json(
                "POST", "/collections/products/categories", ["name": "things"])
            #expect(category.status < 300)
            for (method, path, body) in [
                ("POST", "/collections", ["name": "new"]),
                ("PATCH", "/collections/products", ["index": "flat"]),
                ("PATCH", "/collections/products/images/a", ["attributes": ["x": 1]]),
                ("POST", "/collections/products/sync", ["dry_run": true]),
                ("POST", "/collections/products/categories", ["name": "other"]),
                ("PATCH", "/collections/products/categories/1", ["name": "third"]),
                ("POST", "/collections/products/search/categories", ["image_id": "a"]),
                ("POST", "/collections/products/search", ["image_id": "a"]),
            ] as [(String, String, [String: JSONValue])] {
                let answer = try await shop.server.json(
                    method, path, .object(body.merging(["mispelt": 1]) { a, _ in a }))
                #expect(answer.status == 422, "\(method) \(path)")
                #expect(answer.detail[0]?["loc"] == ["body", "mispelt"])
                #expect(answer.detail[0]?["type"] == "extra_forbidden")
                // Without it nothing is wrong with the body.
                let right = try await shop.server.json(method, path, .object(body))
                #expect(right.status < 300, "\(method) \(path)")
            }
        }
    }
}
