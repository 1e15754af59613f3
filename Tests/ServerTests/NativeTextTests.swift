import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// Searches by words, with the model `colours`: see Tests/Fixtures/make_word_model.py.
@Suite(.timeLimit(.minutes(10))) struct NativeTextTests {
    private static let path = "/collections/things/search"

    /// A collection of plain images, one of each colour that the model knows, and a server over it.
    private static func open(_ body: @escaping @Sendable (LiveServer) async throws -> Void) async throws {
        let both = { (settings: inout EngineConfiguration) in
            settings.modelFolders = [Fixtures.models, Fixtures.wordModels]
        }
        try await Shop.open(["a.jpg": 1], engine: both) { shop in
            let server = shop.server
            let made = try await server.json(
                "POST", "/collections", ["name": "things", "model": "colours"])
            try #require(made.status == 201, "\(made.text)")
            for (word, colour) in TestPicture.colours {
                let image = "/collections/things/images/\(word)"
                let put = try await server.send("PUT", image, body: try TestPicture.plain(colour))
                try #require(put.status < 300, "\(put.text)")
                let isWarm = ["red", "yellow", "white"].contains(word)
                let marked = try await server.json(
                    "PATCH", image, ["attributes": ["warm": .bool(isWarm)]])
                try #require(marked.status == 200, "\(marked.text)")
            }
            try await body(server)
        }
    }

    private static func picture(_ word: String) throws -> [UInt8] {
        let known = try #require(TestPicture.colours.first { $0.word == word })
        return try TestPicture.plain(known.colour)
    }

    private static func ids(_ answer: LiveServer.Answer) -> [String] {
        (answer.json["results"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    }

    private static func score(_ answer: LiveServer.Answer, _ place: Int) -> Double {
        answer.json["results"]?[place]?["score"]?.doubleValue ?? .nan
    }

    @Test(arguments: TestPicture.colours.map(\.word)) func `A word finds what it names`(word: String)
        async throws
    {
        try await Self.open { server in
            let answer = try await server.json("POST", Self.path, ["text": .string(word)])
            #expect(answer.status == 200)
            #expect(Self.ids(answer).first == word && Self.ids(answer).count == 6)
            #expect(abs(Self.score(answer, 0) - 3.0 / 7) < 0.01)
            #expect(answer.json["score_scale"] == "text")
            #expect(answer.json["model"] == "colours")
            #expect(answer.json["warnings"] == [])
            // Other words beside it count nothing with this model, and capitals are as good.
            let form = try await server.form(
                "POST", Self.path, fields: ["text": "a \(word.uppercased()) mug"], files: [])
            #expect(form.status == 200)
            #expect(Self.ids(form) == Self.ids(answer))
            #expect(form.json["score_scale"] == "text")
        }
    }

    @Test func `Words find the categories that they name`() async throws {
        try await Self.open { server in
            for (number, word) in ["red", "blue"].enumerated() {
                let made = try await server.json(
                    "POST", "/collections/things/categories", ["name": .string("\(word) ones")])
                #expect(made.status == 201, "\(made.text)")
                let put = try await server.json(
                    "PATCH", "/collections/things/images/\(word)", ["category": .int(number + 1)])
                #expect(put.status == 200, "\(put.text)")
            }
            let path = Self.path + "/categories"
            for word in ["red", "blue"] {
                let answer = try await server.json("POST", path, ["text": .string(word)])
                #expect(answer.json["categories"]?[0]?["name"] == .string("\(word) ones"), "\(answer.text)")
                #expect(answer.json["score_scale"] == "text" && answer.json["warnings"] == [])
                let form = try await server.form("POST", path, fields: ["text": word], files: [])
                #expect(form.json["categories"] == answer.json["categories"])
            }
            let mixed = try await server.json(
                "POST", path, ["parts": [["text": "red", "negative": true], ["image_id": "blue"]]])
            #expect(mixed.json["categories"]?[0]?["name"] == "blue ones")
            #expect(mixed.json["score_scale"] == "mixed")
        }
    }

    @Test func `Words and an image pull together`() async throws {
        try await Self.open { server in
            let white = try Self.picture("white")
            let form = try await server.form(
                "POST", Self.path, fields: ["text": "red"],
                files: [(name: "file", filename: "white.jpg", bytes: white)])
            #expect(form.status == 200)
            #expect(form.json["score_scale"] == "mixed")
            #expect(Set(Self.ids(form).prefix(3)) == ["white", "red", "yellow"])
            let json = try await server.json(
                "POST", Self.path, ["parts": [["image": .string(base64(white))], ["text": "red"]]])
            #expect(json.json["results"] == form.json["results"])
            #expect(json.json["score_scale"] == "mixed")
            // The heavier part decides.
            for (weight, first) in [(0.25, "white"), (4, "red")] {
                let weighted = try await server.json(
                    "POST", Self.path,
                    [
                        "parts": [
                            ["image": .string(base64(white))], ["text": "red", "weight": .double(weight)],
                        ]
                    ])
                #expect(Self.ids(weighted).first == first)
            }
        }
    }

    @Test func `What words name can be taken away`() async throws {
        try await Self.open { server in
            let plain = try await server.json("POST", Self.path, ["text": "yellow"])
            let without = try await server.json(
                "POST", Self.path, ["parts": [["text": "yellow"], ["text": "red", "negative": true]]])
            #expect(without.status == 200)
            #expect(without.json["score_scale"] == "text")
            #expect(Self.ids(without).first == "yellow")
            let (red, green) = (
                Self.ids(without).firstIndex(of: "red"), Self.ids(without).firstIndex(of: "green")
            )
            #expect(try #require(red) > #require(green))
            #expect(Self.ids(plain).firstIndex(of: "red").map { $0 < 4 } == true)
            // A red image, blue in place of red: the difference of the words is that of the images.
            let changed = try await server.form(
                "POST", Self.path,
                fields: ["text": "blue", "parts": #"[{"text": "red", "negative": true}]"#],
                files: [(name: "file", filename: "red.jpg", bytes: try Self.picture("red"))])
            #expect(Self.ids(changed).first == "blue")
            #expect(Self.score(changed, 0) > 0.99)
            #expect(changed.json["score_scale"] == "mixed")
            let byID = try await server.json(
                "POST", Self.path,
                ["parts": [["image_id": "red"], ["text": "blue"], ["text": "red", "negative": true]]])
            #expect(Self.ids(byID).first == "blue" && !Self.ids(byID).contains("red"))
        }
    }

    @Test func `A filter and a threshold hold for words too`() async throws {
        try await Self.open { server in
            let cold = try await server.json(
                "POST", Self.path, ["text": "red", "filter": ["warm": false]])
            #expect(Set(Self.ids(cold)) == ["green", "blue", "black"] && Self.ids(cold).first == "black")
            #expect(cold.json["total_compared"] == 3)
            let form = try await server.form(
                "POST", Self.path,
                fields: ["text": "red", "filter": #"{"warm": true}"#, "top_k": "1", "threshold": "0.4"],
                files: [])
            #expect(Self.ids(form) == ["red"])
            #expect(form.json["threshold_used"] == 0.4)
            let image = try await server.json("POST", Self.path, ["image_id": "red"])
            #expect(image.json["score_scale"] == "image")
        }
    }

    @Test(
        arguments: [
            (["txt": "red"], 422, ["body", "txt"]),
            (["parts": [["text": "red", "wight": 2]]], 422, ["body", "parts", 0, "wight"]),
            (["parts": [["text": "red", "negative": true]]], 422, ["body", "parts"]),
            (["text": 5], 422, ["body", "text"]),
            (["text": ""], 400, nil), (["text": " \n"], 400, nil), (["parts": [["text": ""]]], 400, nil),
            (["text": "red", "image_id": "red"], 400, nil), (["text": "red", "parts": []], 400, nil),
            (["parts": [["text": "red", "image_id": "red"]]], 400, nil),
            (["text": .string(String(repeating: "red ", count: 10_000))], 400, nil),
        ] as [(JSONValue, Int, JSONValue)])
    func `Words that are no query are refused`(order: JSONValue, status: Int, place: JSONValue) async throws {
        try await Self.open { server in
            let answer = try await server.json("POST", Self.path, order)
            #expect(answer.status == status, "\(answer.text)")
            if status == 422 {
                #expect(answer.detail[0]?["loc"] == place)
            } else {
                #expect(answer.detail.stringValue?.isEmpty == false)
            }
        }
    }

    @Test func `A form without words and images is told what it lacks`() async throws {
        try await Self.open { server in
            let none = try await server.form("POST", Self.path, fields: ["text": ""], files: [])
            #expect(none.status == 422)
            #expect(none.detail[0]?["loc"] == ["body", "file"])
        }
    }

    @Test func `A model that knows images only says so`() async throws {
        try await Self.open { server in
            let models = try await server.get("/models").json["models"]?.arrayValue ?? []
            #expect(models.first { $0["name"] == "colours" }?["words"] == true)
            #expect(models.first { $0["name"] == "tiny" }?["words"] == false)
            for order: JSONValue in [
                ["text": "red"], ["parts": [["image_id": "a"], ["text": "red", "negative": true]]],
            ] {
                let answer = try await server.json("POST", "/collections/products/search", order)
                #expect(answer.status == 400)
                let sentence = answer.detail.stringValue ?? ""
                #expect(sentence.contains("'tiny'") && sentence.contains("knows images only"))
            }
            _ = try await server.engine.createCollection(
                named: "vectors", CollectionOptions(model: .none, dimension: 3))
            let refused = try await server.json("POST", "/collections/vectors/search", ["text": "red"])
            #expect(refused.status == 409)
        }
    }
}
