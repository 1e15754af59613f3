import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct MultiTenantSearchTests {
    static let notAllowed =
        "File type not allowed. Allowed types: png, jpg, jpeg, gif, bmp, tiff, tif, webp"

    @Test func `A search answers with every field of the contract`() async throws {
        try await Tenants.open(["AOF": ["Abstract/Adelaide.png": 1, "Berlin.jpg": 2]]) { tenants in
            let answer = try await tenants.search("AOF", 1)
            #expect(answer.status == 200)
            #expect(
                answer.keys == [
                    "company", "query_processed", "request_id", "results", "success", "timestamp",
                    "total_results",
                ])
            #expect(answer.json["success"] == true)
            #expect(answer.json["company"] == "AOF")
            #expect(answer.json["query_processed"] == true)
            #expect(answer.json["total_results"] == 2)
            #expect(answer.json["request_id"]?.stringValue == answer.headers["x-request-id"])
            let time = answer.json["timestamp"]?.stringValue ?? ""
            #expect(time.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/))
            #expect(answer.headers["x-lookalike-model"] == "tiny")
            let first = try #require(answer.json["results"]?[0])
            #expect(
                first.objectValue?.keys.sorted() == [
                    "distance", "fullPath", "id", "location", "name", "similarity", "type",
                ])
            #expect(first["fullPath"] == "Abstract/Adelaide.png")
            #expect(first["location"] == "Abstract")
            #expect(first["name"] == "Adelaide")
            #expect(first["type"] == "file")
            #expect(first["similarity"] == 100)
            #expect(abs((first["distance"]?.doubleValue ?? 0) - 1) < 1e-5)
            // uuid.uuid5(uuid.NAMESPACE_URL, "AOF/Abstract/Adelaide.png")
            #expect(first["id"] == "29160a21-dc00-53c6-89bb-c4d6811b3a93")
            let second = try #require(answer.json["results"]?[1])
            #expect(second["location"] == "")
            let distance = try #require(second["distance"]?.doubleValue)
            #expect(second["similarity"]?.doubleValue == ((distance + 1) * 5_000).rounded() / 100)
        }
    }

    @Test func `Ids are the same at every call, after a restart too, and differ between companies`()
        async throws
    {
        let folder = try TemporaryFolder()
        let pictures: [String: UInt64] = ["a/x.jpg": 1, "b/x.jpg": 2, "x.jpg": 3]
        let seen = Seen()
        for _ in 0..<2 {
            try await Tenants.open(["AOF": pictures, "B": pictures], in: folder) { tenants in
                for company in ["AOF", "B", "AOF"] {
                    let answer = try await tenants.search(company, 1)
                    // Files that share a name are all there.
                    #expect(answer.paths.sorted() == ["a/x.jpg", "b/x.jpg", "x.jpg"])
                    for result in answer.json["results"]?.arrayValue ?? [] {
                        let id = result["id"]?.stringValue ?? ""
                        await seen.add(id, company + (result["fullPath"]?.stringValue ?? ""))
                    }
                }
            }
        }
        #expect(await seen.pictures.count == 6)
        #expect(await seen.pictures.values.allSatisfy { $0.count == 1 })
    }

    private actor Seen {
        var pictures: [String: Set<String>] = [:]
        func add(_ id: String, _ picture: String) { pictures[id, default: []].insert(picture) }
    }

    @Test func `top_k is 10, and taken into 1 to 50`() async throws {
        let pictures = Dictionary(uniqueKeysWithValues: (0..<55).map { ("p\($0).jpg", UInt64($0)) })
        try await Tenants.open(["AOF": pictures]) { tenants in
            for (text, count) in [
                (nil, 10), ("", 10), ("1", 1), ("50", 50), ("51", 50), ("0", 1), ("-7", 1), ("1000", 50),
                ("99999999999999999999", 50), ("-99999999999999999999", 1), (" 3 ", 3),
            ] as [(String?, Int)] {
                let answer = try await tenants.search("AOF", 1, topK: text)
                #expect(answer.json["total_results"]?.intValue == count, "\(text ?? "none")")
                #expect(answer.paths.count == count)
                #expect(answer.paths.first == "p1.jpg")
            }
            for text in ["abc", "1.5", "NaN", "0x10", "ten"] {
                let answer = try await tenants.search("AOF", 1, topK: text)
                #expect(answer.status == 400)
                #expect(answer.companyError == "top_k must be a whole number")
            }
        }
    }

    @Test func `A file that is no allowed picture gets 400, whatever it is called`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            let heif: [UInt8] = [0, 0, 0, 0x18] + Array("ftypheic".utf8) + Array(repeating: 0, count: 60)
            for bytes in [Array("hello".utf8), [], Array("%PDF-1.7 ...".utf8), Array("<svg/>".utf8), heif] {
                for name in ["query.jpg", "query.txt", "query"] {
                    let answer = try await tenants.search("AOF", bytes, name: name)
                    #expect(answer.status == 400)
                    #expect(answer.companyError == Self.notAllowed)
                }
            }
            // Told from its bytes.
            let picture = try TestPicture.jpeg(seed: 1)
            #expect(try await tenants.search("AOF", picture, name: "query.txt").status == 200)
            #expect(try await tenants.search("AOF", picture, name: "query").status == 200)
        }
    }

    @Test func `A picture that can't be decoded gets 400`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            let broken = Array(try TestPicture.jpeg(seed: 1).prefix(40))
            let answer = try await tenants.search("AOF", broken)
            #expect(answer.status == 400)
            #expect(answer.companyError?.hasPrefix("The JPEG image") == true)
        }
    }

    @Test func `A request without a file gets 400`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            let picture = try TestPicture.jpeg(seed: 1)
            let text = try await tenants.server.form(
                "POST", "/api/search/AOF", fields: ["image": "text"], files: [])
            let other = try await tenants.search("AOF", picture, field: "file")
            let body = try await tenants.server.send("POST", "/api/search/AOF", body: picture)
            let json = try await tenants.server.json("POST", "/api/search/AOF", ["image": "x"])
            let empty = try await tenants.server.send("POST", "/api/search/AOF")
            for answer in [text, other, body, json, empty] {
                #expect(answer.status == 400)
                #expect(answer.companyError == "No image file provided")
            }
            let cut = try await tenants.server.send(
                "POST", "/api/search/AOF", headers: ["Content-Type": "multipart/form-data; boundary=x"],
                body: Array("--x\r\nContent-Disposition: form-data; name=\"image\"".utf8))
            #expect(cut.status == 400)
            #expect(cut.companyError != nil)
        }
    }

    @Test func `More than 16 MB gets 413`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            let picture = try TestPicture.jpeg(seed: 1)
            // What follows a JPEG's end is no part of it.
            let most = picture + [UInt8](repeating: 0, count: (16 << 20) - picture.count)
            #expect(try await tenants.search("AOF", most).status == 200)
            for bytes in [most + [0], most + [UInt8](repeating: 0, count: 4 << 20)] {
                let answer = try await tenants.search("AOF", bytes)
                #expect(answer.status == 413)
                #expect(answer.companyError == "File too large. Maximum size is 16 MB")
            }
        }
    }

    @Test func `A company whose model is not installed gets 503 that names it`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            for (name, model) in [("Old", "MobileNetV3-Large"), ("Silent", nil), ("Own", "my-net")] {
                try await Tenants.write(
                    ["a.jpg": 1], to: "\(tenants.shelf)/\(name)", tenants.server.engine, model: model)
                let answer = try await tenants.search(name, 1)
                #expect(answer.status == 503)
                let wanted = model == "my-net" ? "'my-net'" : "'mobilenet-v3-large'"
                #expect(answer.companyError?.contains(wanted) == true, "\(answer.text)")
                #expect(answer.companyError?.contains("not installed") == true)
                // What is there can be seen.
                #expect(try await tenants.server.get("/api/stats/\(name)").status == 200)
            }
        }
    }

    @Test func `The model may be written as people write it, or be configured`() async throws {
        try await Tenants.open(configure: Tenants.setting(\.model, "tiny")) { tenants in
            for (name, model) in [("A", "Tiny"), ("B", "TINY"), ("C", nil)] {
                try await Tenants.write(
                    ["a.jpg": 1], to: "\(tenants.shelf)/\(name)", tenants.server.engine, model: model)
                let answer = try await tenants.search(name, 1)
                #expect(answer.status == 200, "\(answer.text)")
                #expect(answer.headers["x-lookalike-model"] == "tiny")
            }
        }
    }

    @Test func `Pages of loopback origins may search`() async throws {
        try await Tenants.open(["AOF": ["a.jpg": 1]]) { tenants in
            let headers = ["Origin": "http://localhost:3000"]
            let answer = try await tenants.server.form(
                "POST", "/api/search/AOF",
                files: [(name: "image", filename: "a.jpg", bytes: try TestPicture.jpeg(seed: 1))],
                headers: headers)
            #expect(answer.status == 200)
            #expect(answer.headers["access-control-allow-origin"] == "http://localhost:3000")
            let refused = try await tenants.server.get("/api/stats/None", headers: headers)
            #expect(refused.headers["access-control-allow-origin"] == "http://localhost:3000")
            let preflight = try await tenants.server.send(
                "OPTIONS", "/api/search/AOF",
                headers: headers.merging(["Access-Control-Request-Method": "POST"]) { $1 })
            #expect(preflight.status == 204)
            #expect(preflight.headers["access-control-allow-methods"]?.contains("POST") == true)
        }
    }
}
