import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NativeImageTests {
    /// A server with the empty collection `shoes`.
    private static func shoes(_ body: @escaping @Sendable (LiveServer) async throws -> Void) async throws {
        try await Shop.open { shop in
            _ = try await shop.server.json("POST", "/collections", ["name": "shoes"])
            try await body(shop.server)
        }
    }

    @Test func `A picture is added, shown, replaced and deleted`() async throws {
        try await Self.shoes { server in
            let added = try await server.put(1, "a")
            #expect(added.status == 201)
            #expect(
                added.keys == [
                    "attributes", "bytes", "content_url", "created_at", "height", "id", "media_type", "name",
                    "state",
                    "thumbnail_url", "updated_at", "width",
                ])
            #expect(added.json["id"] == "a")
            #expect(added.json["name"] == "a")
            #expect(added.json["media_type"] == "image/jpeg")
            #expect(added.json["width"] == 64)
            #expect(added.json["height"] == 48)
            #expect(added.json["state"] == "ready")
            #expect(try await server.get("/collections/shoes/images/a").json == added.json)
            let replaced = try await server.put(2, "a")
            #expect(replaced.status == 200)
            #expect(try await server.get("/collections/shoes").json["images"] == 1)
            let deleted = try await server.send("DELETE", "/collections/shoes/images/a")
            #expect(deleted.json == ["deleted": "a"])
            #expect(try await server.get("/collections/shoes/images/a").status == 404)
            #expect(try await server.send("DELETE", "/collections/shoes/images/a").status == 404)
        }
    }

    @Test func `What is said of a picture is merged, replaced and taken away`() async throws {
        try await Self.shoes { server in
            _ = try await server.put(1, "a")
            _ = try await server.json("POST", "/collections/shoes/categories", ["name": "boots"])
            let path = "/collections/shoes/images/a"
            var seen = try await server.json(
                "PATCH", path, ["attributes": ["x": 1, "y": 2], "name": "Left boot", "category": 1])
            #expect(seen.status == 200 && seen.json["attributes"] == ["x": 1, "y": 2])
            #expect(seen.json["name"] == "Left boot" && seen.json["category"] == 1)
            seen = try await server.json("PATCH", path, ["merge_attributes": ["y": .null, "z": [3]]])
            #expect(seen.json["attributes"] == ["x": 1, "z": [3]] && seen.json["category"] == 1)
            seen = try await server.json("PATCH", path, ["category": .null])
            #expect(seen.json["category"] == nil && seen.json["name"] == "Left boot")
            #expect(try await server.get(path).json == seen.json)
            let both = try await server.json("PATCH", path, ["attributes": [:], "merge_attributes": [:]])
            #expect(both.status == 422)
            let filtered = try await server.get("/collections/shoes/images?filter=%7B%22x%22:1%7D")
            #expect(filtered.json["total"] == 1)
        }
    }

    @Test func `A cut picture has a mark, in every view of it`() async throws {
        try await Self.shoes { server in
            let bytes = try TestPicture.cutJPEG(seed: 7)
            let added = try await server.send("PUT", "/collections/shoes/images/a", body: bytes)
            #expect(added.status == 201)
            let mark = try #require(added.json["mark"]?.stringValue)
            #expect(mark.hasPrefix("The file ends early: "))
            _ = try await server.put(1, "b")
            let list = try await server.get("/collections/shoes/images").json["images"]
            #expect(list?[0]?["mark"] == .string(mark))
            #expect(list?[1]?["mark"] == nil)
            #expect(try await server.get("/collections/shoes/images/a").json["mark"] == .string(mark))
            let found = try await server.json(
                "POST", "/collections/shoes/search", ["image": .string(base64(bytes))])
            #expect(found.json["warnings"] == [.string(mark)])
            let results = found.json["results"]?.arrayValue ?? []
            #expect(results.first { $0["id"] == "a" }?["mark"] == .string(mark))
            #expect(results.first { $0["id"] == "b" }?["mark"] == nil)
            let stub = try await server.send(
                "PUT", "/collections/shoes/images/c", body: try TestPicture.cutJPEG(seed: 7, share: 0.3))
            #expect(stub.status == 400)
            #expect(stub.detail.stringValue?.contains("is cut short: ") == true)
        }
    }

    @Test func `A form has a name and attributes`() async throws {
        try await Self.shoes { server in
            let picture = try TestPicture.jpeg(seed: 1)
            let files = [(name: "file", filename: "../x.jpg", bytes: picture)]
            let path = "/collections/shoes/images/a"
            let named = try await server.form(
                "PUT", path, fields: ["name": "Boot", "attributes": #"{"brand": "acme", "sizes": [1, 2]}"#],
                files: files)
            #expect(named.status == 201)
            #expect(named.json["name"] == "Boot")
            #expect(named.json["attributes"] == ["brand": "acme", "sizes": [1, 2]])
            let kept = try await server.form("PUT", path, files: files)
            #expect(kept.json["name"] == "../x.jpg")
            #expect(kept.json["attributes"] == ["brand": "acme", "sizes": [1, 2]])
            for attributes in ["[]", "{", "3"] {
                let answer = try await server.form(
                    "PUT", path, fields: ["attributes": attributes], files: files)
                #expect(answer.status == 422)
                #expect(answer.detail[0]?["loc"]?[1] == "attributes")
            }
            #expect(try await server.form("PUT", path, files: []).status == 422)
        }
    }

    @Test(arguments: [
        "shoes/red 1", "größe 🥾", "a%2Fb", "100%", "a?b#c", "'; DROP TABLE images; --", "\\",
    ])
    func `Any text can be an id`(id: String) async throws {
        try await Self.shoes { server in
            let unreserved = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "a"..."z"))
            let escaped = try #require(id.addingPercentEncoding(withAllowedCharacters: unreserved))
            let added = try await server.put(1, escaped)
            #expect(added.status == 201)
            #expect(added.json["id"] == .string(id))
            #expect(try await server.get("/collections/shoes/images/\(escaped)").json == added.json)
            for url in ["content_url", "thumbnail_url"] {
                let path = try #require(added.json[url]?.stringValue)
                #expect(try await server.get(path).status == 200)
            }
            #expect(try await server.send("DELETE", "/collections/shoes/images/\(escaped)").status == 200)
        }
    }

    @Test func `Ids with control characters or too many characters get 400`() async throws {
        try await Self.shoes { server in
            for id in ["a%00b", "%2E%2E", "a%0D%0AX-Evil:%201", String(repeating: "a", count: 501)] {
                let answer = try await server.put(1, id)
                #expect(answer.status == 400)
                #expect(answer.headers["x-evil"] == nil)
            }
            #expect(try await server.put(1, String(repeating: "a", count: 500)).status == 201)
        }
    }

    @Test func `Content comes as it was sent, and once`() async throws {
        try await Self.shoes { server in
            let picture = try TestPicture.jpeg(seed: 1)
            _ = try await server.put(1, "a")
            let path = "/collections/shoes/images/a/content"
            let answer = try await server.get(path)
            #expect(answer.body == picture)
            #expect(answer.headers["content-type"] == "image/jpeg")
            #expect(answer.headers["content-security-policy"] == "default-src 'none'; sandbox")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            let tag = try #require(answer.headers["etag"])
            for known in [tag, "\"x\", " + tag, "W/" + tag, "*"] {
                let again = try await server.get(path, headers: ["If-None-Match": known])
                #expect(again.status == 304)
                #expect(again.body.isEmpty)
                #expect(again.headers["etag"] == tag)
            }
            _ = try await server.put(2, "a")
            #expect(try await server.get(path, headers: ["If-None-Match": tag]).status == 200)
        }
    }

    @Test func `Thumbnails are small JPEGs`() async throws {
        try await Self.shoes { server in
            _ = try await server.put(1, "a")
            let path = "/collections/shoes/images/a/thumbnail"
            let answer = try await server.get(path + "?size=16")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "image/jpeg")
            #expect(answer.body.starts(with: [0xFF, 0xD8]))
            let tag = try #require(answer.headers["etag"])
            #expect(try await server.get(path + "?size=16", headers: ["If-None-Match": tag]).status == 304)
            #expect(try await server.get(path, headers: ["If-None-Match": tag]).status == 200)
            for size in ["15", "1025", "x"] {
                #expect(try await server.get(path + "?size=" + size).status == 422)
            }
        }
    }

    @Test func `A broken picture of the folder has a record, and no thumbnail`() async throws {
        try await Shop.open(["a.jpg": 1], isIndexed: false) { shop in
            try shop.folder.write(Array("no picture".utf8), to: "product_images/broken.jpg")
            _ = try await shop.preprocess()
            let path = "/collections/products/images/broken"
            let record = try await shop.server.get(path)
            #expect(record.json["state"] == "failed")
            #expect(record.json["error"]?.stringValue != nil)
            #expect(try await shop.server.get(path + "/thumbnail").status == 404)
            #expect(try await shop.server.get("/collections/products").json["failed"] == 1)
            try FileManager.default.removeItem(atPath: shop.pictures + "/a.jpg")
            #expect(try await shop.server.get("/collections/products/images/a/content").status == 404)
        }
    }

    @Test func `Pictures are listed page by page`() async throws {
        try await Self.shoes { server in
            for seed in 1...5 { _ = try await server.put(UInt64(seed), "p\(seed)") }
            var ids: [JSONValue] = []
            var path = "/collections/shoes/images?limit=2"
            for _ in 0..<3 {
                let page = try await server.get(path)
                #expect(page.json["total"] == 5)
                ids += page.json["images"]?.arrayValue?.compactMap { $0["id"] } ?? []
                guard let next = page.json["next"]?.stringValue else { break }
                path = "/collections/shoes/images?limit=2&after=" + next
            }
            #expect(ids == ["p1", "p2", "p3", "p4", "p5"])
            for query in ["limit=0", "limit=501", "after=x"] {
                #expect(try await server.get("/collections/shoes/images?" + query).status == 422)
            }
            #expect(try await server.get("/collections/shoes/images?after=-5&limit=500").status == 200)
        }
    }

    @Test func `What is no picture gets 400 and changes nothing`() async throws {
        try await Self.shoes { server in
            _ = try await server.put(1, "a")
            let path = "/collections/shoes/images/a"
            let before = try await server.get(path).json
            for body in ["", "no picture", "{}"] {
                #expect(try await server.send("PUT", path, body: Array(body.utf8)).status == 400)
            }
            #expect(try await server.get(path).json == before)
        }
    }

    @Test func `Pictures are listed and deleted by their attributes`() async throws {
        try await Shop.open { shop in
            let server = shop.server
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            for (id, colour) in [("a", "red"), ("b", "blue"), ("c", "red"), ("d", "red")] {
                _ = try await server.put(1, id)
                _ = try await server.json(
                    "PATCH", "/collections/shoes/images/\(id)", ["attributes": ["colour": .string(colour)]])
            }
            let path = "/collections/shoes/images"
            let red = "filter=%7B%22colour%22:%22red%22%7D"
            let first = try await server.get("\(path)?\(red)&limit=2")
            #expect(first.json["total"] == 3)
            #expect(first.json["images"]?.arrayValue?.map { $0["id"] } == ["a", "c"])
            let next = try #require(first.json["next"]?.stringValue)
            let second = try await server.get("\(path)?\(red)&limit=2&after=\(next)")
            #expect(second.json["images"]?.arrayValue?.map { $0["id"] } == ["d"])
            #expect(second.json["next"] == nil)
            // Nobody deletes everything by leaving the filter out.
            for query in ["", "?filter=", "?filter=%7B%7D", "?filter=x"] {
                #expect(try await server.send("DELETE", path + query).status == 422, "\(query)")
            }
            #expect(try await server.send("DELETE", "\(path)?\(red)").json == ["deleted": 3])
            #expect(try await server.get(path).json["images"]?.arrayValue?.map { $0["id"] } == ["b"])
            #expect(try await server.send("DELETE", "\(path)?\(red)").json == ["deleted": 0])
        }
    }
}
