import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// Many queries in one request, with an outcome for each.
@Suite(.timeLimit(.minutes(10))) struct BatchSearchTests {
    private static let path = "/collections/products/search/batch"

    private static func lines(_ answer: LiveServer.Answer) throws -> [JSONValue] {
        try answer.text.split(separator: "\n").map {
            try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8))
        }
    }

    private static func pictures(_ count: Int) throws -> [(name: String, filename: String, bytes: [UInt8])] {
        try (0..<count).map {
            (name: "file", filename: "\($0).jpg", bytes: try TestPicture.jpeg(seed: UInt64($0 % 3 + 1)))
        }
    }

    @Test func `Each file has a line, in their order, and a broken one keeps no other`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]) { shop in
            var files = try Self.pictures(40)
            files[11].bytes = Array("no image".utf8)
            let answer = try await shop.server.form(
                "POST", Self.path, fields: ["top_k": "1"], files: files)
            #expect(answer.status == 200 && answer.headers["content-type"] == "application/x-ndjson")
            let lines = try Self.lines(answer)
            #expect(lines.count == 41)
            #expect(lines.last == ["items": 40, "failed": 1])
            for (place, line) in lines.dropLast().enumerated() {
                #expect(line["position"]?.intValue == place && line["name"] == .string("\(place).jpg"))
                if place == 11 {
                    #expect(line["status"] == 400 && line["detail"]?.stringValue?.isEmpty == false)
                } else {
                    #expect(
                        line["results"]?.arrayValue?.map { $0["id"] } == [
                            .string(["a", "b", "c"][place % 3])
                        ])
                }
            }
        }
    }

    @Test func `Each line of JSON is a query of its own`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]) { shop in
            let image = base64(try TestPicture.jpeg(seed: 3))
            let body = """
                {"image": "\(image)", "top_k": 2}

                {"image_id": "b", "top_k": 1, "fold": true}
                {"image_id": "none"}
                not JSON
                {"image_id": "a", "top_k": 1000000}\r
                {"image_id": "a"}
                """
            let answer = try await shop.server.send(
                "POST", Self.path, headers: ["Content-Type": "application/x-ndjson"], body: Array(body.utf8))
            let lines = try Self.lines(answer)
            #expect(lines.map { $0["status"] } == [nil, nil, 404, 422, 422, nil, nil])
            #expect(lines[0]["results"]?[0]?["id"] == "c" && lines[0]["next"] != nil)
            #expect(lines[1]["results"]?[0]?["copies"]?["count"] == 0)
            #expect(lines[6] == ["items": 6, "failed": 3])
        }
    }

    @Test func `What is wrong with the whole request is told at once`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let files = try Self.pictures(1)
            for (fields, status) in [
                (["top_k": "0"], 422), (["topk": "1"], 422), (["filter": #"{"a": {"near": 1}}"#], 422),
            ] {
                let answer = try await shop.server.form("POST", Self.path, fields: fields, files: files)
                #expect(answer.status == status, "\(fields)")
            }
            let other = [(name: "picture", filename: "x", bytes: files[0].bytes)]
            #expect(try await shop.server.form("POST", Self.path, files: other).status == 422)
            #expect(
                try await shop.server.form("POST", "/collections/none/search/batch", files: files).status
                    == 404)
            #expect(try await shop.server.send("POST", Self.path, body: [1, 2, 3]).status == 400)
        }
    }

    @Test func `More than the memory for uploads is searched in turn`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3], configure: { $0.uploadMemory = 5_000 }) {
            shop in
            let answer = try await shop.server.form("POST", Self.path, files: try Self.pictures(30))
            #expect(try Self.lines(answer).last == ["items": 30, "failed": 0])
            // Nothing of them is left in the data folder.
            let names = try FileManager.default.contentsOfDirectory(atPath: shop.folder.path + "/data")
            #expect(!names.contains { $0.contains("queries") })
        }
    }

    @Test func `Products are found for many images`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2, "c.jpg": 3]) { shop in
            let path = "/api/v1/find-similar/batch"
            var files = try Self.pictures(6)
            files[4].bytes = []
            files[5].name = "files"
            let answer = try await shop.server.form("POST", path + "?top_k=1&threshold=0.9", files: files)
            let lines = try Self.lines(answer)
            #expect(lines.last == ["items": 6, "failed": 1])
            #expect(lines[4]["success"] == false && lines[4]["detail"]?.stringValue?.isEmpty == false)
            #expect(lines[5]["matches"]?[0]?["filename"] == "c.jpg" && lines[5]["filename"] == "5.jpg")
            let one = try await shop.findSimilar(1, "?top_k=1&threshold=0.9")
            #expect(lines[0]["matches"] == one.json["matches"])
        }
        try await Shop.open { shop in
            let answer = try await shop.server.form(
                "POST", "/api/v1/find-similar/batch", files: try Self.pictures(1))
            #expect(answer.status == 503)
        }
    }
}
