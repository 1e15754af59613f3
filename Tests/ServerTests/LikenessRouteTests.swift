import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct LikenessRouteTests {
    private static let path = "/collections/points/likeness"

    private func fill(_ shop: Shop) async throws {
        let collection = try await shop.server.engine.createCollection(
            named: "points", CollectionOptions(model: .none, dimension: 3))
        let images = (0..<30).map { number in
            var vector = [Float](repeating: 0.2, count: 3)
            vector[number % 3] = 1 + Float(number) / 40
            return IncomingImage(id: "\(number)", vector: vector, attributes: ["kind": .int(number % 3)])
        }
        _ = try await shop.server.engine.put(images, in: collection)
    }

    @Test func `Once measured, results say how likely they show the same thing`() async throws {
        try await Shop.open { shop in
            try await fill(shop)
            #expect(try await shop.server.send("GET", Self.path).status == 404)
            let made = try await shop.server.json(
                "POST", Self.path, ["by": "attribute", "attribute": "kind"])
            #expect(made.status == 200)
            #expect(made.json["method"] == "labels" && made.json["images"] == 30)
            #expect(try await shop.server.send("GET", Self.path).json == made.json)
            let found = try await shop.server.json(
                "POST", "/collections/points/search", ["image_id": "0", "top_k": 2])
            let best = try #require(found.json["results"]?[0])
            #expect(try #require(best["likeness"]?.doubleValue) > 0.5)
            #expect(best["band"] == "same_thing")
            let shown = try await shop.server.send("GET", "/collections/points")
            #expect(shown.json["suggested_threshold"] == made.json["suggested_threshold"])
            #expect(try await shop.server.send("DELETE", Self.path).status == 200)
            #expect(try await shop.server.send("GET", Self.path).status == 404)
        }
    }

    @Test(
        arguments: [
            (["by": "attribute"], 400), (["by": "categories", "attribute": "kind"], 400),
            (["by": "attribute", "attribute": "colour"], 400), (["by": "magic"], 422), (["bye": "x"], 422),
        ] as [(JSONValue, Int)])
    func `An order that can't be carried out is refused`(_ order: JSONValue, _ status: Int) async throws {
        try await Shop.open { shop in
            try await fill(shop)
            #expect(try await shop.server.json("POST", Self.path, order).status == status)
        }
    }
}
