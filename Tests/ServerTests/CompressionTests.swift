import Foundation
import LookalikeJSON
import LookalikeServer
import LookalikeZlib
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CompressionTests {
    private static let gzip = ["Accept-Encoding": "gzip"]

    /// A shop whose list of images is longer than a packet.
    private static func open(_ body: @escaping @Sendable (Shop) async throws -> Void) async throws {
        try await Shop.open { shop in
            _ = try await shop.server.json("POST", "/collections", ["name": "shoes"])
            for number in 1...20 { _ = try await shop.server.put(UInt64(number), "image-\(number)") }
            try await body(shop)
        }
    }

    private static let list = "/collections/shoes/images"

    @Test func `JSON is compressed for who accepts it, and says the same`() async throws {
        try await Self.open { shop in
            let plain = try await shop.server.get(Self.list)
            #expect(plain.headers["content-encoding"] == nil)
            #expect(plain.headers["vary"]?.contains("Accept-Encoding") == true)
            let packed = try await shop.server.get(Self.list, headers: Self.gzip)
            #expect(packed.status == 200)
            #expect(packed.headers["content-encoding"] == "gzip")
            #expect(packed.headers["content-type"] == plain.headers["content-type"])
            #expect(packed.headers["vary"]?.contains("Accept-Encoding") == true)
            #expect(packed.headers["content-length"] == "\(packed.body.count)")
            #expect(packed.body.count < plain.body.count / 2)
            #expect(try inflate(packed.body, .gzip, limit: 1 << 20) == plain.body)
        }
    }

    @Test(arguments: [
        ("gzip", true), ("GZIP;q=0.2", true), ("deflate, gzip;q=0.5, *;q=0.1", true), ("*", true),
        ("x-gzip", true), ("br, zstd", false), ("gzip;q=0", false), ("identity, gzip;q=0.5", false),
        ("identity;q=0.5, gzip", true), ("gzip;q=abc", false), ("*;q=0", false), ("", false),
    ])
    func `The client's wish counts`(header: String, isPacked: Bool) async throws {
        try await Self.open { shop in
            let answer = try await shop.server.get(Self.list, headers: ["Accept-Encoding": header])
            #expect((answer.headers["content-encoding"] == "gzip") == isPacked)
        }
    }

    @Test func `HEAD tells what GET would`() async throws {
        try await Self.open { shop in
            for path in [Self.list, "/app/main.js", "/app"] {
                let get = try await shop.server.get(path, headers: Self.gzip)
                let head = try await shop.server.send("HEAD", path, headers: Self.gzip)
                #expect(get.headers["content-encoding"] == "gzip")
                #expect(head.body.isEmpty)
                for name in ["content-encoding", "content-length", "etag", "vary", "content-type"] {
                    #expect(head.headers[name] == get.headers[name], "\(path) \(name)")
                }
            }
        }
    }

    @Test func `Pictures, parts, short answers and streams go as they are`() async throws {
        try await Self.open { shop in
            let image = Self.list + "/image-1"
            for path in [image + "/content", image + "/thumbnail", "/health"] {
                let answer = try await shop.server.get(path, headers: Self.gzip)
                #expect(answer.status == 200)
                #expect(answer.headers["content-encoding"] == nil, "\(path)")
            }
            let batch = try await shop.server.send(
                "POST", "/collections/shoes/search/batch",
                headers: ["Accept-Encoding": "gzip", "Content-Type": "application/x-ndjson"],
                body: Array(String(repeating: "{\"id\":\"image-1\"}\n", count: 50).utf8))
            #expect(batch.status == 200)
            #expect(batch.headers["content-encoding"] == nil)
            #expect(batch.body.count > 2_000)
        }
    }

    @Test func `A file of the page has a tag for each form`() async throws {
        try await Shop.open { shop in
            let plain = try await shop.server.get("/app/main.js")
            let packed = try await shop.server.get("/app/main.js", headers: Self.gzip)
            #expect(packed.headers["content-encoding"] == "gzip")
            #expect(try inflate(packed.body, .gzip, limit: 1 << 24) == plain.body)
            let tags = try [plain, packed].map { try #require($0.headers["etag"]) }
            #expect(tags[0] != tags[1])
            for (tag, headers) in zip(tags, [[:], Self.gzip]) {
                let again = try await shop.server.get(
                    "/app/main.js", headers: headers.merging(["If-None-Match": tag]) { $1 })
                #expect(again.status == 304)
                #expect(again.headers["etag"] == tag)
                #expect(again.headers["vary"]?.contains("Accept-Encoding") == true)
                #expect(again.headers["content-encoding"] == nil)
            }
            // The other form's.
            let other = try await shop.server.get("/app/main.js", headers: ["If-None-Match": tags[1]])
            #expect(other.status == 200)
        }
    }

    @Test func `It can be turned off`() async throws {
        let folder = try TemporaryFolder()
        let off = { @Sendable (configuration: inout LookalikeServerConfiguration) in
            configuration.compressesAnswers = false
        }
        try await LiveServer.run(engine: try TestEngine.make(folder.path), configure: off) { server in
            for path in ["/openapi.json", "/app/main.js", "/metrics"] {
                let answer = try await server.get(path, headers: Self.gzip)
                #expect(answer.status == 200)
                #expect(answer.headers["content-encoding"] == nil)
            }
        }
    }
}
