import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct UploadLimitTests {
    private static let limit = 200_000
    private static let paths = ["POST /api/v1/find-similar", "PUT /collections/products/images/x"]

    private static func shop(_ body: @escaping @Sendable (Shop) async throws -> Void) async throws {
        try await Shop.open(["a.jpg": 1], engine: { $0.limits.maximumBytes = limit }, body)
    }

    /// A picture of exactly so many bytes: what follows a JPEG's end is no part of it.
    private static func picture(_ count: Int) throws -> [UInt8] {
        let picture = try TestPicture.jpeg(seed: 1)
        return picture + [UInt8](repeating: 0, count: count - picture.count)
    }

    @Test func `A picture as large as the limit is read, and one byte more gets 413`() async throws {
        try await Self.shop { shop in
            let path = "/collections/products/images/x"
            #expect(try await shop.findSimilar(try Self.picture(Self.limit)).status == 200)
            #expect(try await shop.server.send("PUT", path, body: try Self.picture(Self.limit)).status == 201)
            for answer in [
                try await shop.findSimilar(try Self.picture(Self.limit + 1)),
                try await shop.server.send("PUT", path, body: try Self.picture(Self.limit + 1)),
                try await shop.server.json(
                    "POST", "/collections/products/search",
                    ["image": .string(base64(try Self.picture(Self.limit + 1)))]),
                try await shop.server.json(
                    "POST", "/collections", ["name": .string(String(repeating: "a", count: 2 << 20))]),
            ] {
                #expect(answer.status == 413)
                #expect(answer.keys == ["detail"])
            }
        }
    }

    /// Whatever the client sends first and however it reads, it gets the answer and not a broken connection.
    @Test(arguments: ["Content-Length", "Transfer-Encoding", "Expect", "Connection"])
    func `curl is told that 17 MB are too much`(way: String) async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let file = try shop.folder.write([UInt8](repeating: 7, count: 17 << 20), to: "large.jpg")
            let header = [
                "Content-Length": "Expect:", "Transfer-Encoding": "Transfer-Encoding: chunked",
                "Expect": "Expect: 100-continue", "Connection": "Connection: close",
            ][way]!
            for (arguments, path) in [
                (["-F", "file=@" + file], "/api/v1/find-similar"),
                (["-X", "PUT", "--data-binary", "@" + file], "/collections/products/images/x"),
            ] {
                let output = try await Self.curl(["-H", header] + arguments + [shop.server.base + path])
                #expect(output.hasPrefix(#"{"detail":"The"#))
                #expect(output.hasSuffix(" 413"))
            }
        }
    }

    @Test func `curl, which asks before it sends much, is answered at once`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            let file = try shop.folder.write(try Self.picture(3 << 20), to: "large.jpg")
            let output = try await Self.curl([
                "-v", "-H", "Expect: 100-continue", "-F", "file=@" + file,
                shop.server.base + "/api/v1/find-similar",
            ])
            #expect(output.contains("HTTP/1.1 100 Continue"))
            #expect(output.hasSuffix(" 200"))
        }
    }

    private static func curl(_ arguments: [String]) async throws -> String {
        let pipe = Pipe()
        let curl = try ChildProcess(
            "/usr/bin/curl", ["-sS", "--max-time", "60", "-w", " %{http_code}"] + arguments,
            output: .pipe(pipe), errors: .pipe(pipe))
        let output = await ChildProcess.read(pipe)
        _ = await curl.end()
        return output
    }

    @Test(arguments: paths) func `An announced length above the limit is refused before a byte came`(
        target: String
    ) async throws {
        try await Self.shop { shop in
            let connection = try RawConnection(port: shop.server.port)
            connection.send(
                "\(target) HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n")
            connection.send("Content-Length: 99999999999\r\n\r\n")
            let answer = await connection.read(until: "\"}")
            #expect(answer.hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test func `A body without a length is cut off at the limit`() async throws {
        try await Self.shop { shop in
            let connection = try RawConnection(port: shop.server.port)
            connection.send(
                "PUT /collections/products/images/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
            for _ in 0..<4 { connection.send(chunk) }
            #expect(await connection.read(until: "\"}").hasPrefix("HTTP/1.1 413"))
            // What is left is read, and the connection goes on.
            connection.send(chunk + "0\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(await connection.read(until: "total_products").hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `A hundred uploads at once are all served`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 as Range<UInt64> {
                    group.addTask {
                        let answer = try await shop.findSimilar(2 * number, "?threshold=0")
                        #expect(answer.status == 200)
                    }
                    group.addTask {
                        let answer = try await shop.server.put(2 * number + 1, "p\(number)", in: "products")
                        #expect(answer.status == 201)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await shop.server.get("/collections/products").json["images"] == 51)
        }
    }
}
