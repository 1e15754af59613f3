import Foundation
import LookalikeEngine
import LookalikeFetching
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// Pages, orders, folding, views and fields of the native API.
@Suite(.timeLimit(.minutes(10))) struct NativePageTests {
    private static let path = "/collections/points/search"

    /// A collection of vectors: 0, 1, … degrees.
    private static func points(_ shop: Shop, count: Int = 60) async throws {
        let collection = try await shop.server.engine.createCollection(
            named: "points", CollectionOptions(model: .none, dimension: 2))
        let images = (0..<count).map { number in
            let angle = Double(number) * .pi / 180
            return IncomingImage(
                id: "\(number)", vector: [Float(cos(angle)), Float(sin(angle))],
                name: "point \(count - number)",
                attributes: ["half": .string(number < count / 2 ? "first" : "second"), "n": .int(number)])
        }
        _ = try await shop.server.engine.put(images, in: collection)
    }

    private static func ids(_ answer: LiveServer.Answer) -> [String] {
        answer.json["results"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    }

    @Test func `Pages follow each other, with the query or without`() async throws {
        try await Shop.open { shop in
            try await Self.points(shop)
            var order: [String: JSONValue] = ["vector": [1, 0], "top_k": 25]
            let first = try await shop.server.json("POST", Self.path, .object(order))
            #expect(first.status == 200)
            var all = Self.ids(first)
            let cursor = try #require(first.json["next"])
            let second = try await shop.server.json("POST", Self.path, ["cursor": cursor, "top_k": 25])
            all += Self.ids(second)
            order["cursor"] = second.json["next"]
            let third = try await shop.server.json("POST", Self.path, .object(order))
            all += Self.ids(third)
            #expect(all == (0..<60).map { "\($0)" })
            #expect(third.json["next"] == nil)
            let form = try await shop.server.form(
                "POST", Self.path, fields: ["cursor": cursor.stringValue ?? "", "top_k": "25"], files: [])
            #expect(Self.ids(form) == Self.ids(second))
        }
    }

    @Test func `A cursor that is not one is told`() async throws {
        try await Shop.open { shop in
            try await Self.points(shop)
            let first = try await shop.server.json("POST", Self.path, ["vector": [1, 0], "top_k": 5])
            let cursor = try #require(first.json["next"])
            for (order, status) in [
                (["cursor": "nonsense"], 400), (["cursor": cursor, "vector": [0, 1]], 400),
                (["cursor": cursor, "vector": [1, 0], "threshold": 0.5], 400), (["top_k": 5], 422),
            ] as [(JSONValue, Int)] {
                #expect(try await shop.server.json("POST", Self.path, order).status == status, "\(order)")
            }
        }
    }

    @Test func `Near-identical results are folded`() async throws {
        try await Shop.open { shop in
            try await Self.points(shop)
            let answer = try await shop.server.json(
                "POST", Self.path, ["vector": [1, 0], "top_k": 3, "fold": true, "fold_threshold": 0.99])
            // Eight degrees are within it.
            #expect(Self.ids(answer) == ["0", "9", "18"])
            #expect(answer.json["results"]?[0]?["copies"]?["count"] == 8)
            #expect(
                answer.json["results"]?[1]?["copies"]?["ids"]?.arrayValue?.compactMap(\.stringValue).sorted()
                    == (10...17).map { "\($0)" })
            let plain = try await shop.server.json("POST", Self.path, ["vector": [1, 0]])
            #expect(plain.json["results"]?[0]?["copies"] == nil)
        }
    }

    @Test func `Names are in order inside the cut-off`() async throws {
        try await Shop.open { shop in
            try await Self.points(shop)
            let order: JSONValue = ["vector": [1, 0], "sort": "name", "among": 4, "top_k": 10]
            #expect(Self.ids(try await shop.server.json("POST", Self.path, order)) == ["3", "2", "1", "0"])
            for (name, value) in [("sort", "size"), ("among", 0), ("fold", "perhaps")]
                as [(String, JSONValue)]
            {
                let wrong = try await shop.server.json(
                    "POST", Self.path, .object(["vector": [1, 0], name: value]))
                #expect(wrong.status == 422, "\(name)")
            }
        }
    }

    @Test func `Other views of an image are searched by too`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]) { shop in
            let image = JSONValue.string(base64(try TestPicture.jpeg(seed: 2)))
            let path = "/collections/products/search"
            for by in ["best", "mean"] as [JSONValue] {
                let answer = try await shop.server.json(
                    "POST", path,
                    ["image": image, "augment": ["turns", "mirror", "crops"], "augment_by": by])
                #expect(answer.status == 200)
                #expect(Self.ids(answer).count == 3)
            }
            let form = try await shop.server.form(
                "POST", path, fields: ["augment": "turns, mirror"],
                files: [(name: "file", filename: "q", bytes: try TestPicture.jpeg(seed: 2))])
            #expect(Self.ids(form).first == "b")
            let wrong = try await shop.server.form(
                "POST", path, fields: ["augment": "spins"],
                files: [(name: "file", filename: "q", bytes: try TestPicture.jpeg(seed: 2))])
            #expect(wrong.status == 422)
        }
    }

    @Test func `Fields are offered with their values`() async throws {
        try await Shop.open { shop in
            try await Self.points(shop)
            let answer = try await shop.server.get("/collections/points/fields?values=1")
            #expect(answer.status == 200)
            let fields = try #require(answer.json["fields"]?.arrayValue)
            #expect(fields.map { $0["name"] } == ["half", "n"])
            #expect(fields[0]["values"] == [["value": "first", "images": 30]])
            #expect(fields[0]["types"] == ["string": 60] && fields[0]["distinct"] == 2)
            #expect(fields[1]["minimum"] == 0 && fields[1]["maximum"] == 59 && fields[1]["images"] == 60)
            _ = try await shop.server.engine.label(
                "0", attributes: ["new": true], in: try await shop.server.engine.collection(named: "points"))
            let later = try await shop.server.get("/collections/points/fields")
            #expect(later.json["fields"]?.arrayValue?.map { $0["name"] } == ["half", "n", "new"])
            #expect(try await shop.server.get("/collections/none/fields").status == 404)
        }
    }

    @Test func `An image is fetched by its address if the settings say so`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2]) { pictures in
            let host = "127.0.0.1:\(pictures.server.port)"
            let address = JSONValue.string("http://\(host)/collections/products/images/b/content")
            let path = "/collections/products/search"
            let off = try await pictures.server.json("POST", path, ["url": address])
            #expect(off.status == 403)
            #expect(off.detail.stringValue?.contains("LOOKALIKE_FETCH_IMAGES") == true)
            try await Shop.open(
                ["a.jpg": 1, "b.jpg": 2, "c.jpg": 3], configure: { $0.fetcher = ImageFetcher(hosts: [host]) }
            ) { shop in
                let found = try await shop.server.json("POST", path, ["url": address])
                #expect(found.status == 200 && Self.ids(found).first == "b")
                let parts = try await shop.server.json(
                    "POST", path, ["parts": [["url": address], ["image_id": "a", "negative": true]]])
                #expect(parts.status == 200 && Self.ids(parts).first == "b")
                let form = try await shop.server.form(
                    "POST", path, fields: ["url": address.stringValue ?? ""], files: [])
                #expect(Self.ids(form).first == "b")
                let own = "http://127.0.0.1:\(shop.server.port)/collections/products/images/b/content"
                for (wrong, status) in [
                    (own, 403), ("http://\(host)/nothing", 502), ("nothing", 400),
                    ("http://\(host)/docs", 400),
                ] {
                    let answer = try await shop.server.json("POST", path, ["url": .string(wrong)])
                    #expect(answer.status == status, "\(wrong): \(answer.text)")
                }
            }
        }
    }
}
