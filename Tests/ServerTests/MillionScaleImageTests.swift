import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct MillionScaleImageTests {
    @Test func `The message says what is missing of a cut picture`() async throws {
        try await ScaleClient.open { client async throws in
            let image = base64(try TestPicture.cutJPEG(seed: 1))
            let answer = try await client.post("/index", ["image_data": .string(image), "image_id": "cut"])
            #expect(answer.json["success"] == true)
            let message = try #require(answer.json["message"]?.stringValue)
            #expect(message.hasPrefix("Image indexed successfully. The file ends early: "))
        }
    }

    @Test func `A picture is indexed, with the contract's fields`() async throws {
        try await ScaleClient.open { client async throws in
            let named = try await client.index(1, "product_1", metadata: ["category": "electronics"])
            #expect(named.status == 200)
            #expect(named.keys == ["image_id", "message", "processing_time_ms", "success"])
            #expect(named.json["image_id"] == "product_1")
            #expect(named.json["success"] == true)
            #expect(named.json["message"] == "Image indexed successfully")
            #expect(named.json["processing_time_ms"]?.doubleValue ?? 0 > 0)
            let unnamed = try await client.index(2)
            #expect(UUID(uuidString: unnamed.json["image_id"]?.stringValue ?? "") != nil)
            let empty = try await client.index(3, "")
            #expect(UUID(uuidString: empty.json["image_id"]?.stringValue ?? "") != nil)
            #expect(try await client.get("/stats").json["collection"]?["points_count"] == 3)
        }
    }

    @Test func `A search has the contract's fields`() async throws {
        try await ScaleClient.open(["a", "b"]) { client async throws in
            _ = try await client.index(1, "a", metadata: ["tags": ["x", 2, nil], "n": ["deep": true]])
            let answer = try await client.search(1)
            #expect(answer.status == 200)
            #expect(
                answer.keys == [
                    "cached", "query_id", "results", "search_time_ms", "threshold_used", "total_found",
                ])
            #expect(UUID(uuidString: answer.json["query_id"]?.stringValue ?? "") != nil)
            #expect(answer.json["total_found"] == 2)
            #expect(answer.json["cached"] == false)
            #expect(answer.json["search_time_ms"]?.doubleValue ?? 0 > 0)
            #expect(answer.ids == ["a", "b"])
            let first = try #require(answer.json["results"]?[0])
            #expect(first.objectValue?.keys.sorted() == ["image_id", "metadata", "score"])
            #expect(abs((first["score"]?.doubleValue ?? 0) - 1) < 1e-5)
            #expect(first["metadata"] == ["tags": ["x", 2, nil], "n": ["deep": true]])
            #expect(answer.json["results"]?[1]?["metadata"] == [:])
            let bare = try await client.search(1, ["threshold": 0, "include_metadata": false])
            #expect(bare.json["results"]?[0]?["metadata"] == .null)
        }
    }

    @Test func `Threshold and top_k have the contract's defaults and bounds`() async throws {
        try await ScaleClient.open(["p0"]) { client async throws in
            // Near each other: no score is under 0.
            for place in 1..<12 { _ = try await client.index(1, "p\(place)") }
            #expect(try await client.search(1).ids.count == 10)
            #expect(try await client.search(1, ["threshold": 0, "top_k": 100]).ids.count == 12)
            #expect(try await client.search(1, ["threshold": 0, "top_k": 1]).ids == ["p0"])
            // As Pydantic reads them.
            let texts: [String: JSONValue] = ["threshold": "0", "top_k": "1", "include_metadata": "false"]
            let answer = try await client.search(1, texts)
            #expect(answer.ids == ["p0"])
            #expect(try await client.search(1, ["threshold": 0.999, "top_k": 100]).ids.count == 12)
            #expect(try await client.search(2, ["threshold": 0.999]).ids == [])
            #expect(try await client.search(1, ["threshold": 2]).ids == [])
            // The test's model is not the contract's, and has a threshold of its own.
            #expect(try await client.search(1, [:]).json["threshold_used"] == 0.9)
            #expect(try await client.search(1, ["threshold": 0.25]).json["threshold_used"] == 0.25)
            for (field, value, type) in [
                ("top_k", 0 as JSONValue, "greater_than_equal"), ("top_k", 101, "less_than_equal"),
                ("top_k", 1.5, "int_from_float"), ("top_k", "x", "int_parsing"),
                ("threshold", -0.1, "greater_than_equal"), ("threshold", "x", "float_parsing"),
                ("include_metadata", 3, "bool_type"),
            ] {
                let answer = try await client.search(1, [field: value])
                #expect(answer.status == 422, "\(field) \(value)")
                #expect(answer.detail[0]?["type"] == .string(type), "\(field) \(value)")
            }
        }
    }

    @Test func `The contract's model has the contract's threshold, and says its name`() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: Fixtures.models + "/tiny", toPath: folder.path + "/clip-vit-b-32")
        let path = folder.path + "/clip-vit-b-32/model.json"
        let manifest = try String(contentsOfFile: path, encoding: .utf8)
        try manifest.replacing("\"tiny\"", with: "\"clip-vit-b-32\"")
            .write(toFile: path, atomically: true, encoding: .utf8)
        let both = { (settings: inout EngineConfiguration) in settings.modelFolders += [folder.path] }
        try await ScaleClient.open(["a"], engine: both) { client async throws in
            let answer = try await client.search(1, [:])
            #expect(answer.json["threshold_used"] == 0.7)
            #expect(answer.headers["x-lookalike-model"] == "clip-vit-b-32")
            #expect(try await client.get("/health").json["model"] == "clip-vit-b-32")
            #expect(try await client.get("/stats").json["collection"]?["model"] == "clip-vit-b-32")
        }
        try await ScaleClient.open(["a"]) { client async throws in
            #expect(try await client.search(1).headers["x-lookalike-model"] == "tiny")
        }
    }

    @Test func `Base64 comes plain, as a data: URI, in lines, for addresses and without padding`()
        async throws
    {
        try await ScaleClient.open(["a"]) { client async throws in
            let text = base64(try TestPicture.jpeg(seed: 1))
            var lines: [Substring] = []
            var rest = text[...]
            while !rest.isEmpty {
                lines.append(rest.prefix(76))
                rest = rest.dropFirst(76)
            }
            let address = text.replacing("+", with: "-").replacing("/", with: "_")
            for image in [
                text, "data:image/jpeg;base64," + text, "DATA:image/jpeg;charset=x;BASE64," + text,
                "data:;base64," + text, lines.joined(separator: "\r\n") + "\n", address,
                text.trimmingCharacters(in: ["="]), " " + text,
            ] {
                let body: JSONValue = ["image_data": .string(image), "threshold": 0.99]
                let answer = try await client.post("/search", body)
                #expect(answer.status == 200, "\(image.prefix(30))")
                #expect(answer.ids == ["a"], "\(image.prefix(30))")
            }
        }
    }

    @Test func `What is no base64 or no picture gets 400, never 500`() async throws {
        for ids in [[], ["a"]] {
            try await ScaleClient.open(ids) { client async throws in
                for image in [
                    "", "====", "a", "ab=c", "ab==cd", "####", "data:image/png,abcd",
                    "data:image/png;base64,",
                    "data:", base64(Array("not a picture".utf8)), base64([0xFF, 0xD8]), "naïve",
                ] {
                    for path in ["/search", "/index"] {
                        let answer = try await client.post(path, ["image_data": .string(image)])
                        #expect(answer.isError(400), "\(path) \(image)")
                    }
                }
            }
        }
    }

    @Test func `A body that is not valid gets 422 with its details`() async throws {
        try await ScaleClient.open { client async throws in
            for path in ["/search", "/index", "/batch/upload"] {
                let none = try await client.server.send("POST", "/api/v1" + path)
                #expect(none.status == 422)
                #expect(none.detail[0]?["type"] == "missing")
                for text in ["{", "[]", "{\"image_data\": \"", "\"x\"", "{}", "null"] {
                    let answer = try await client.server.send(
                        "POST", "/api/v1" + path, headers: ["Content-Type": "application/json"],
                        body: Array(text.utf8))
                    #expect(answer.status == 422, "\(path) \(text)")
                    #expect(answer.keys == ["detail"])
                }
            }
            for body: JSONValue in [
                ["image_data": 1], ["image_data": "x", "metadata": []], ["image_data": "x", "image_id": 5],
            ] {
                #expect(try await client.post("/index", body).status == 422)
            }
        }
    }

    @Test func `An id that can't be, and a picture too large, are refused`() async throws {
        let small = { (settings: inout EngineConfiguration) in settings.limits.maximumBytes = 20_000 }
        try await ScaleClient.open(engine: small) { client async throws in
            #expect(try await client.index(1, "..").isError(400))
            #expect(try await client.index(1, String(repeating: "x", count: 501)).isError(400))
            let large: JSONValue = ["image_data": .string(base64([UInt8](repeating: 1, count: 20_001)))]
            #expect(try await client.post("/index", large).isError(413))
            #expect(try await client.post("/search", large).isError(413))
            let huge: JSONValue = ["image_data": .string(String(repeating: "A", count: 2 << 20))]
            #expect(try await client.post("/index", huge).isError(413))
        }
    }

    @Test func `An id that is indexed twice is replaced, with its metadata`() async throws {
        try await ScaleClient.open { client async throws in
            _ = try await client.index(1, "a", metadata: ["v": 1])
            _ = try await client.index(2, "a", metadata: ["v": 2])
            #expect(try await client.get("/stats").json["collection"]?["points_count"] == 1)
            let answer = try await client.search(2)
            #expect(answer.ids == ["a"])
            #expect(answer.json["results"]?[0]?["metadata"] == ["v": 2])
            #expect(try await client.search(1, ["threshold": 0.999]).ids == [])
            _ = try await client.index(2, "a")
            #expect(try await client.search(2).json["results"]?[0]?["metadata"] == [:])
        }
    }

    @Test func `A picture is deleted by its id, whatever is in it`() async throws {
        try await ScaleClient.open(["a", "b/c d"]) { client async throws in
            #expect(try await client.delete("/index/none").isError(404))
            let answer = try await client.delete("/index/b%2Fc%20d")
            #expect(answer.status == 200)
            #expect(answer.keys == ["message"])
            #expect(try await client.search(1).ids == ["a"])
            #expect(try await client.delete("/index/b%2Fc%20d").isError(404))
        }
        try await ScaleClient.open { client async throws in
            #expect(try await client.delete("/index/a").isError(404))
        }
    }

    @Test func `Before the first picture a search finds nothing`() async throws {
        try await ScaleClient.open { client async throws in
            let answer = try await client.search(1)
            #expect(answer.status == 200)
            #expect(answer.json["results"] == [])
            #expect(answer.json["total_found"] == 0)
            #expect(answer.json["cached"] == false)
        }
    }

    /// The system's own generator does this; a queue of two must make the others wait.
    @Test func `A hundred pictures at once are all indexed by a queue of two`() async throws {
        let narrow = { (settings: inout EngineConfiguration) in
            settings.queueCapacity = 2
            settings.queuePatience = .seconds(600)
        }
        try await ScaleClient.open(engine: narrow) { client async throws in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for seed in 0..<100 {
                    group.addTask { try await client.index(UInt64(seed + 1), "p\(seed)").status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == [Int](repeating: 200, count: 100))
            #expect(try await client.get("/stats").json["collection"]?["points_count"] == 100)
        }
    }

    @Test func `A restart keeps everything`() async throws {
        let folder = try TemporaryFolder()
        try await ScaleClient.open(["a", "b"], data: folder.path + "/data") { _ in }
        try await ScaleClient.open(data: folder.path + "/data") { client async throws in
            #expect(try await client.search(2).ids == ["b", "a"])
        }
    }
}
