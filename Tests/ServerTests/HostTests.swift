import Foundation
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// Which names a server goes by.
@Suite(.timeLimit(.minutes(10))) struct HostTests {
    private static func status(_ head: String, _ server: LiveServer) async throws -> Int? {
        let connection = try RawConnection(port: server.port)
        connection.send(head + "\r\n")
        let answer = await connection.read(until: "\r\n")
        connection.hangUp()
        return answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    private static func status(host: String, _ server: LiveServer) async throws -> Int? {
        try await status("GET /api/v1/stats HTTP/1.1\r\nHost: \(host)\r\n", server)
    }

    @Test(arguments: [
        "localhost", "localhost:1", "LOCALHOST:8080", "localhost.", "127.0.0.1", "127.0.0.1:9", "127.1.2.3",
        "[::1]:80", "[0:0:0:0:0:0:0:1]",
    ])
    func `Loopback names are its own, on any port`(host: String) async throws {
        try await Shop.open { shop async throws in
            #expect(try await Self.status(host: host, shop.server) == 200)
        }
    }

    @Test(arguments: [
        ("evil.example", 421), ("evil.example:8000", 421), ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421), ("localhost@evil.example", 400), ("8.8.8.8", 421),
        ("[2001:db8::1]:80", 421), ("", 400), ("a b", 400), ("localhost:x", 400), ("[::1", 400),
        ("localhost, evil.example", 400), ("localhost:99999", 400),
    ])
    func `Other names are refused, whatever is asked`(host: String, expected: Int) async throws {
        try await Shop.open { shop async throws in
            #expect(try await Self.status(host: host, shop.server) == expected)
            let post = "POST /collections HTTP/1.1\r\nHost: \(host)\r\nContent-Length: 50000\r\n"
            #expect(try await Self.status(post, shop.server) == expected)
            // By rebinding its name a page becomes of the same origin, for the browser.
            let rebound = post + "Origin: http://\(host)\r\nSec-Fetch-Site: same-origin\r\n"
            #expect(try await Self.status(rebound, shop.server) == expected)
        }
    }

    @Test func `A refusal says how to allow the name`() async throws {
        try await Shop.open { shop async throws in
            let connection = try RawConnection(port: shop.server.port)
            connection.send("GET /api/v1/stats HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
            let answer = await connection.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 421 Misdirected Request\r\n"))
            #expect(answer.contains("'shop.example'") && answer.contains("LOOKALIKE_HOSTS"))
            #expect(answer.contains("\"error\":\"HTTP_ERROR\""))
        }
    }

    @Test func `Only HTTP 1.0 may name no host, and nobody may name two`() async throws {
        try await Shop.open { shop async throws in
            #expect(try await Self.status("GET /health HTTP/1.0\r\n", shop.server) == 200)
            #expect(try await Self.status("GET /health HTTP/1.1\r\n", shop.server) == 400)
            let two = "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n"
            #expect(try await Self.status(two, shop.server) == 400)
            let old = "GET /health HTTP/1.0\r\nHost: evil.example\r\n"
            #expect(try await Self.status(old, shop.server) == 421)
        }
    }

    @Test func `Configured names are its own, and that of the machine is`() async throws {
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.hosts = ["shop.example", "Lookalike", "fd00::7"]
        }
        var buffer = [CChar](repeating: 0, count: 256)
        #expect(gethostname(&buffer, buffer.count - 1) == 0)
        let machine = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try await Shop.open(configure: settings) { shop async throws in
            for host in ["shop.example", "SHOP.example:8000", "lookalike:80", "[fd00::7]", machine] {
                #expect(try await Self.status(host: host, shop.server) == 200, "\(host)")
            }
            #expect(try await Self.status(host: "api.shop.example", shop.server) == 421)
        }
    }

    @Test(arguments: ["*", "0.0.0.0"])
    func `What listens everywhere has every address, and what allows all has every name`(
        setting: String
    ) async throws {
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            if setting == "*" { settings.hosts = ["*"] } else { settings.host = setting }
        }
        try await Shop.open(configure: settings) { shop async throws in
            #expect(try await Self.status(host: "192.0.2.7:8000", shop.server) == 200)
            let name = try await Self.status(host: "evil.example", shop.server)
            #expect(name == (setting == "*" ? 200 : 421))
        }
    }
}
