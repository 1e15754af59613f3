import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ProductSearchTests {
    @Test func `The best match comes first, with the contract's fields`() async throws {
        try await Shop.open(["red/shoe.jpg": 1, "hat.png": 2, "bag.jpeg": 3]) { shop in
            let answer = try await shop.findSimilar(1, "?threshold=0")
            #expect(answer.status == 200)
            #expect(
                answer.keys == [
                    "matches", "processing_time_ms", "success", "threshold_used", "total_compared",
                ])
            #expect(answer.json["success"] == true)
            #expect(answer.json["total_compared"] == 3)
            #expect(answer.json["threshold_used"] == 0)
            #expect(answer.json["processing_time_ms"]?.doubleValue != nil)
            let match = try #require(answer.json["matches"]?[0])
            #expect(
                match.objectValue?.keys.sorted() == [
                    "filename", "image_id", "image_path", "similarity_score",
                ])
            #expect(match["image_id"] == "shoe")
            #expect(match["filename"] == "shoe.jpg")
            #expect(match["image_path"] == .string(shop.pictures + "/red/shoe.jpg"))
            #expect(abs((match["similarity_score"]?.doubleValue ?? 0) - 1) < 1e-5)
            let scores =
                answer.json["matches"]?.arrayValue?.compactMap { $0["similarity_score"]?.doubleValue } ?? []
            #expect(scores == scores.sorted(by: >))
        }
    }

    @Test func `Threshold filters, then top_k cuts`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]) { shop in
            #expect(try await shop.findSimilar(1, "?threshold=0.999").json["matches"]?.arrayValue?.count == 1)
            let two = try await shop.findSimilar(1, "?threshold=0&top_k=2")
            #expect(two.json["matches"]?.arrayValue?.count == 2)
            #expect(two.json["total_compared"] == 3)
            #expect(try await shop.findSimilar(9, "?threshold=1").json["matches"] == [])
        }
    }

    @Test func `Another model's own threshold is the default`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let answer = try await shop.findSimilar(1)
            #expect(answer.json["threshold_used"] == 0.9)
        }
    }

    @Test func `The contract's model has the contract's threshold`() async throws {
        let folder = try TemporaryFolder()
        let source = Fixtures.models + "/tiny"
        let model = folder.path + "/models/mobilenet-v1"
        try FileManager.default.createDirectory(
            atPath: folder.path + "/models", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source, toPath: model)
        let manifest = try String(contentsOfFile: model + "/model.json", encoding: .utf8)
        try manifest.replacing("\"tiny\"", with: "\"mobilenet-v1\"")
            .write(toFile: model + "/model.json", atomically: true, encoding: .utf8)
        // Though another is the default.
        let withModel = { (settings: inout EngineConfiguration) in
            settings.modelFolders = [folder.path + "/models", Fixtures.models]
            settings.defaultModel = "tiny"
        }
        try await Shop.open(["a.jpg": 1], engine: withModel) { shop in
            let answer = try await shop.findSimilar(1)
            #expect(answer.json["threshold_used"] == 0.84)
            #expect(answer.headers["x-lookalike-model"] == "mobilenet-v1")
            #expect(try await shop.findSimilar(1, "?threshold=0.5").json["threshold_used"] == 0.5)
        }
    }

    @Test func `Equal stems keep apart: the first keeps the stem`() async throws {
        try await Shop.open(["a/x.jpg": 1, "b/x.jpg": 2]) { shop in
            let answer = try await shop.findSimilar(2, "?threshold=0")
            let ids = answer.json["matches"]?.arrayValue?.compactMap { $0["image_id"]?.stringValue } ?? []
            #expect(ids == ["b/x", "x"])
        }
    }

    @Test(arguments: [
        ("threshold=-0.1", "threshold", "greater_than_equal"),
        ("threshold=1.1", "threshold", "less_than_equal"),
        ("threshold=nan", "threshold", "less_than_equal"), ("threshold=x", "threshold", "float_parsing"),
        ("top_k=0", "top_k", "greater_than_equal"), ("top_k=101", "top_k", "less_than_equal"),
        ("top_k=1.5", "top_k", "int_parsing"), ("top_k=", "top_k", "int_parsing"),
    ])
    func `A parameter that is not valid gets 422`(query: String, field: String, type: String) async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let answer = try await shop.findSimilar(1, "?" + query)
            #expect(answer.status == 422)
            #expect(answer.detail[0]?["loc"] == ["query", .string(field)])
            #expect(answer.detail[0]?["type"] == .string(type))
        }
    }

    @Test func `Limits are allowed themselves`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            for query in ["threshold=0", "threshold=1", "top_k=1", "top_k=100"] {
                let answer = try await shop.findSimilar(1, "?" + query)
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `Without the file, under another name, as text or without a form: 422 as FastAPI says it`()
        async throws
    {
        try await Shop.open(["a.jpg": 1]) { shop in
            let path = "/api/v1/find-similar"
            let missing: JSONValue = [
                "detail": [
                    ["type": "missing", "loc": ["body", "file"], "msg": "Field required", "input": nil]
                ]
            ]
            let picture = try TestPicture.jpeg(seed: 1)
            let files = [(name: "image", filename: "a.jpg", bytes: picture)]
            for answer in [
                try await shop.server.send("POST", path),
                try await shop.server.json("POST", path, ["file": "x"]),
                try await shop.server.form("POST", path, files: files),
                try await shop.server.form("POST", path, fields: ["other": "x"], files: []),
            ] {
                #expect(answer.status == 422)
                #expect(answer.json == missing)
            }
            let text = try await shop.server.form("POST", path, fields: ["file": "x"], files: [])
            #expect(text.status == 422)
            #expect(text.detail[0]?["loc"] == ["body", "file"])
            #expect(text.detail[0]?["input"] == "x")
        }
    }

    @Test func `What is no picture gets 400, never 500`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let picture = try TestPicture.jpeg(seed: 1)
            let broken: [[UInt8]] = [
                [], Array("not a picture".utf8), Array(picture.prefix(20)), Array("<svg/>".utf8),
                [0xFF, 0xD8],
                Array("%PDF-1.4".utf8), [UInt8](repeating: 0, count: 5_000),
            ]
            for bytes in broken {
                let answer = try await shop.findSimilar(bytes)
                #expect(answer.status == 400)
                #expect(answer.keys == ["detail"])
                #expect(answer.detail.stringValue?.hasSuffix(".") == true)
            }
        }
    }

    @Test func `A malformed form gets 400`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            for (type, body) in [
                ("multipart/form-data", "x"), ("multipart/form-data; boundary=b", "nothing"),
                (
                    "multipart/form-data; boundary=b",
                    "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx"
                ),
            ] {
                let answer = try await shop.server.send(
                    "POST", "/api/v1/find-similar", headers: ["Content-Type": type], body: Array(body.utf8))
                #expect(answer.status == 400)
                #expect(answer.detail.stringValue != nil)
            }
        }
    }

    @Test func `Nothing indexed gets 503`() async throws {
        try await Shop.open { shop in
            let answer = try await shop.findSimilar(1)
            #expect(answer.status == 503)
            #expect(answer.json == ["detail": "Service not initialized. Run preprocessing first."])
        }
    }
}
