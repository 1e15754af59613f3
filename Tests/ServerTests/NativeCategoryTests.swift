import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NativeCategoryTests {
    private static let names: [(name: String, seeds: ClosedRange<UInt64>)] = [
        ("cats", 1...3), ("dogs", 11...14), ("owls", 21...22),
    ]
    private static let path = "/collections/gallery"

    @Test func `Categories are listed with counts and as many pictures as asked for`() async throws {
        try await Gallery.open(categories: Self.names) { gallery in
            let plain = try await gallery.get(Self.path + "/categories")
            #expect(plain.status == 200)
            let listed = plain.json["categories"]?.arrayValue ?? []
            #expect(listed.map { $0["name"] } == ["cats", "dogs", "owls"])
            #expect(listed.map { $0["id"] } == [1, 2, 3])
            #expect(listed.map { $0["images"] } == [3, 4, 2])
            #expect(listed.allSatisfy { $0["examples"] == [] })
            let full = try await gallery.get(Self.path + "/categories?examples=3")
            let examples = (full.json["categories"]?.arrayValue ?? []).map {
                $0["examples"]?.arrayValue ?? []
            }
            #expect(examples.map(\.count) == [3, 3, 2])
            #expect(examples[1].map { $0["name"] } == ["11.jpg", "12.jpg", "13.jpg"])
            #expect(examples[1].allSatisfy { $0["category"] == 2 })
            let thumbnail = try #require(examples[1][0]["thumbnail_url"]?.stringValue)
            #expect(try await gallery.get(thumbnail).headers["content-type"] == "image/jpeg")
            #expect(try await gallery.get(Self.path + "/categories?examples=9").status == 422)
            #expect(try await gallery.get("/collections/nope/categories").status == 404)
            #expect(try await gallery.get(Self.path).json["categories"] == 3)
        }
    }

    @Test func `Categories are made, renamed, filled and deleted`() async throws {
        try await Shop.open { shop in
            let server = shop.server
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            let path = "/collections/shoes/categories"
            let made = try await server.json("POST", path, ["name": "boots"])
            #expect(made.status == 201)
            #expect(made.json == ["id": 1, "name": "boots", "images": 0, "examples": []])
            #expect(try await server.json("POST", path, ["name": "clogs", "id": 7]).json["id"] == 7)
            #expect(try await server.json("POST", path, ["name": "boots"]).status == 409)
            #expect(try await server.json("POST", path, ["name": "x", "id": 7]).status == 409)
            #expect(try await server.json("POST", path, ["name": "a\nb"]).status == 400)
            #expect(try await server.json("POST", path, [:]).status == 422)
            _ = try await server.put(1, "a")
            let image = "/collections/shoes/images/a"
            let moved = try await server.json("PATCH", image, ["category": 7, "attributes": ["n": 1]])
            #expect(moved.json["category"] == 7)
            #expect(moved.json["attributes"] == ["n": 1])
            #expect(try await server.json("PATCH", image, ["category": 99]).status == 404)
            #expect(try await server.json("PATCH", image + "b", ["category": 7]).status == 404)
            let renamed = try await server.json("PATCH", path + "/7", ["name": "sabots"])
            #expect(renamed.json["name"] == "sabots")
            #expect(renamed.json["images"] == 1)
            #expect(try await server.json("PATCH", path + "/7", ["name": "boots"]).status == 409)
            #expect(try await server.json("PATCH", path + "/99", ["name": "y"]).status == 404)
            #expect(try await server.send("DELETE", path + "/7").json == ["deleted": "sabots"])
            #expect(try await server.send("DELETE", path + "/7").status == 404)
            #expect(try await server.get(image).json["category"] == nil)
            #expect(try await server.get(path).json["categories"]?.arrayValue?.count == 1)
        }
    }

    @Test func `A category's pictures come in pages`() async throws {
        try await Gallery.open(categories: Self.names) { gallery in
            let first = try await gallery.get(Self.path + "/categories/2/images?limit=3")
            #expect(first.json["total"] == 4)
            let next = try #require(first.json["next"]?.stringValue)
            let second = try await gallery.get(Self.path + "/categories/2/images?limit=3&after=\(next)")
            let names = [first, second].flatMap { $0.json["images"]?.arrayValue ?? [] }.map { $0["name"] }
            #expect(names == ["11.jpg", "12.jpg", "13.jpg", "14.jpg"])
            #expect(second.json["next"] == nil)
            #expect(try await gallery.get(Self.path + "/categories/99/images").status == 404)
        }
    }

    @Test func `A search can be of the nearest categories only`() async throws {
        try await Gallery.open(categories: Self.names) { gallery in
            let bytes = try TestPicture.jpeg(seed: 12)
            let files = [(name: "file", filename: "q", bytes: bytes)]
            let form = try await gallery.server.form(
                "POST", Self.path + "/search", fields: ["top_k": "3", "nearest_categories": "1"], files: files
            )
            #expect(form.json["categories_searched"] == [2])
            #expect(form.json["total_compared"] == 4)
            let results = form.json["results"]?.arrayValue ?? []
            #expect(results.count == 3)
            #expect(results.allSatisfy { $0["category"] == 2 })
            let json = try await gallery.server.json(
                "POST", Self.path + "/search",
                ["image": .string(base64(bytes)), "top_k": 3, "nearest_categories": 1])
            #expect(json.json["results"] == form.json["results"])
            #expect(json.json["categories_searched"] == [2])
            // As many as are asked for, wherever there are as many.
            let more = try await gallery.server.json(
                "POST", Self.path + "/search",
                ["image": .string(base64(bytes)), "top_k": 9, "nearest_categories": 1])
            #expect(more.json["results"]?.arrayValue?.count == 9)
            let all = try await gallery.server.json(
                "POST", Self.path + "/search", ["image": .string(base64(bytes))])
            #expect(all.json["categories_searched"] == nil)
            for wrong: JSONValue in [0, 101, "x"] {
                let refused = try await gallery.server.json(
                    "POST", Self.path + "/search",
                    ["image": .string(base64(bytes)), "nearest_categories": wrong])
                #expect(refused.status == 422, "\(wrong)")
            }
        }
    }

    @Test func `Categories are searched by their prototypes`() async throws {
        try await Gallery.open(categories: Self.names) { gallery in
            let path = Self.path + "/search/categories"
            let bytes = try TestPicture.jpeg(seed: 12)
            let form = try await gallery.server.form(
                "POST", path, files: [(name: "file", filename: "q", bytes: bytes)])
            #expect(
                form.keys == ["categories", "collection", "model", "score_scale", "took_ms", "warnings"])
            #expect(form.json["score_scale"] == "image")
            let found = form.json["categories"]?.arrayValue ?? []
            #expect(found.count == 3)
            #expect(found.first?["name"] == "dogs")
            #expect(found.first?["images"] == 4)
            let scores = found.compactMap { $0["score"]?.doubleValue }
            #expect(scores == scores.sorted(by: >))
            let json = try await gallery.server.json("POST", path, ["image": .string(base64(bytes))])
            #expect(json.json["categories"] == form.json["categories"])
            let id = try #require(
                try await gallery.get(Self.path + "/categories/2/images?limit=1").json["images"]?[0]?["id"])
            let byID = try await gallery.server.json("POST", path, ["image_id": id])
            #expect(byID.json["categories"]?[0]?["name"] == "dogs")
            #expect(try await gallery.server.json("POST", path, [:]).status == 422)
            // Of several parts, all count.
            let less: JSONValue = [
                "parts": [
                    ["image": .string(base64(bytes))], ["image_id": id, "negative": true, "weight": 2],
                ]
            ]
            let parts = try await gallery.server.json("POST", path, less)
            let other = parts.json["categories"]?[0]?["score"]?.doubleValue
            #expect(try #require(other) < scores[0])
            let words = try await gallery.server.json("POST", path, ["text": "dog"])
            #expect(words.status == 400 && words.text.contains("knows images only"))
            #expect(try await gallery.server.json("POST", path, ["image_id": "nope"]).status == 404)
        }
    }

    @Test func `A collection says what answers its searches`() async throws {
        try await Gallery.open(categories: Self.names) { gallery in
            let state = try await gallery.get(Self.path).json["index_state"]
            #expect(state == ["kind": "flat", "indexed": 9, "recall": 1, "self_recall": 1])
        }
    }
}
