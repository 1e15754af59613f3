import Foundation
import LookalikeJSON
import LookalikeZlib
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CompressedBodyTests {
    private static func pack(_ bytes: [UInt8]) throws -> [UInt8] { try #require(deflate(bytes, .gzip)) }

    private static func json(_ coding: String = "gzip") -> [String: String] {
        ["Content-Type": "application/json", "Content-Encoding": coding]
    }

    @Test(arguments: ["gzip", "x-gzip", "GZIP", "identity, gzip"])
    func `JSON, pictures and forms may be compressed`(coding: String) async throws {
        try await ScaleClient.open(["a", "b"]) { client async throws in
            let picture = try TestPicture.jpeg(seed: 1)
            let query = Array("{\"image_data\":\"\(base64(picture))\",\"threshold\":0}".utf8)
            let found = try await client.server.send(
                "POST", "/api/v1/search", headers: Self.json(coding), body: try Self.pack(query))
            #expect(found.status == 200)
            #expect(found.ids.first == "a")
            let body = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
            let form = try Self.pack(Array(body.utf8) + picture + Array("\r\n--x--\r\n".utf8))
            let named = try await client.server.json("POST", "/collections", ["name": "shoes"])
            #expect(named.status == 201)
            let stored = try await client.server.send(
                "POST", "/collections/shoes/images",
                headers: [
                    "Content-Type": "multipart/form-data; boundary=x", "Content-Encoding": coding,
                ], body: form)
            #expect((200...201).contains(stored.status), "\(stored.text)")
        }
    }

    @Test func `What comes out counts for the limit`() async throws {
        try await ScaleClient.open { client async throws in
            // 200 MB of spaces in 200 KB.
            let bomb = try Self.pack([UInt8](repeating: 0x20, count: 200 << 20))
            #expect(bomb.count < 1 << 20)
            let answer = try await client.server.send(
                "POST", "/api/v1/search", headers: Self.json(), body: bomb)
            #expect(answer.status == 413)
            #expect(try await client.index(1, "a").status == 200)
        }
    }

    @Test func `A damaged body is refused, and so is one that is cut short`() async throws {
        try await ScaleClient.open { client async throws in
            let whole = try Self.pack(Array("{\"image_data\":\"AAAA\"}".utf8))
            var changed = whole
            changed[whole.count - 5] ^= 0xFF
            for body in [changed, Array(whole.dropLast(3)), whole + [1], Array("{}".utf8)] {
                let answer = try await client.server.send(
                    "POST", "/api/v1/search", headers: Self.json(), body: body)
                #expect(answer.isError(400))
            }
        }
    }

    @Test func `A body that holds nothing does not go on for ever`() async throws {
        try await ScaleClient.open { client async throws in
            let nothing = try Self.pack([])
            let body = Array(repeatElement(nothing, count: (3 << 20) / nothing.count).joined())
            let answer = try await client.server.send(
                "POST", "/api/v1/search", headers: Self.json(), body: body)
            #expect(answer.isError(400))
        }
    }

    @Test(arguments: ["br", "deflate", "gzip, gzip", "zstd"])
    func `A coding that can't be read is named`(coding: String) async throws {
        try await ScaleClient.open { client async throws in
            let answer = try await client.server.send(
                "POST", "/api/v1/search", headers: Self.json(coding), body: Array("{}".utf8))
            #expect(answer.isError(415))
            #expect(answer.headers["accept-encoding"]?.contains("gzip") == true)
        }
    }
}
