import Foundation
import Logging
import LookalikeEmbedding
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConnectionTests {
    private static let health = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func `Requests one after another and at once share a connection`() async throws {
        try await Shop.open { shop in
            let connection = try RawConnection(port: shop.server.port)
            for _ in 0..<3 {
                connection.send(Self.health)
                #expect(await connection.read(until: "total_products").hasPrefix("HTTP/1.1 200"))
            }
            connection.send(Self.health + "GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n" + Self.health)
            let answers = await connection.read(until: "total_products", times: 2)
            let statuses = answers.matches(of: /HTTP\/1.1 (\d+)/).map { String($0.1) }
            #expect(statuses == ["200", "404", "200"])
        }
    }

    @Test func `HTTP 1.0 ends the connection unless asked not to`() async throws {
        try await Shop.open { shop in
            let plain = try RawConnection(port: shop.server.port)
            plain.send("GET /health HTTP/1.0\r\n\r\n")
            let answer = await plain.readToEnd().lowercased()
            #expect(answer.hasPrefix("http/1.1 200"))
            #expect(answer.contains("\r\nconnection: close\r\n"))
            let kept = try RawConnection(port: shop.server.port)
            for _ in 0..<2 {
                kept.send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(
                    await kept.read(until: "total_products").lowercased().contains(
                        "\r\nconnection: keep-alive\r\n"))
            }
        }
    }

    @Test func `What is no HTTP gets 400 and an end`() async throws {
        try await Shop.open { shop in
            for request in [
                "nonsense\r\n\r\n", "GET /\u{1} HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nBad Header: x\r\n\r\n",
                "POST /collections HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                "GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n",
            ] {
                let connection = try RawConnection(port: shop.server.port)
                connection.send(request)
                #expect(await connection.readToEnd().hasPrefix("HTTP/1.1 400"))
            }
            #expect(try await shop.server.get("/health").status == 200)
        }
    }

    @Test func `An upload that ends early harms nobody`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            for _ in 0..<20 {
                let connection = try RawConnection(port: shop.server.port)
                connection.send(
                    "POST /api/v1/find-similar HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n")
                connection.send("Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n")
                connection.hangUp()
            }
            #expect(try await shop.findSimilar(1).status == 200)
        }
    }

    /// One network thread is stopped; of the searches queued behind it, those whose client has gone are never begun.
    @Test func `Work for clients that hung up is skipped`() async throws {
        let folder = try TemporaryFolder()
        let gate = Gate()
        let logs = LogBook(level: .debug)
        try await LiveServer.run(
            engine: try gate.engine(folder.path + "/data") { $0.workers = 1 }, logger: logs.logger
        ) { server in
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            gate.block(1)
            async let first = server.put(1, "a")
            try await eventually("an image is held") { gate.runs == 1 }
            let picture = try TestPicture.jpeg(seed: 2)
            var connections: [RawConnection] = []
            for number in 0..<5 {
                let connection = try RawConnection(port: server.port)
                connection.send("PUT /collections/shoes/images/gone\(number) HTTP/1.1\r\nHost: localhost\r\n")
                connection.send("Content-Length: \(picture.count)\r\n\r\n")
                connection.send(picture)
                connections.append(connection)
            }
            async let last = server.put(3, "b")
            try await eventually("six wait") { server.engine.embedder.scheduler.backlog >= 6 }
            for connection in connections { connection.hangUp() }
            try await eventually("five hung up") {
                logs.lines.count { $0.message == "the client hung up" } == 5
            }
            gate.open()
            #expect(try await first.status == 201)
            #expect(try await last.status == 201)
            #expect(gate.runs == 2)
            try await eventually("five were logged") { logs.count(of: "status", "499") == 5 }
            #expect(try await server.get("/collections/shoes").json["images"] == 2)
        }
    }

    @Test func `Too much work gets 503 with Retry-After`() async throws {
        let folder = try TemporaryFolder()
        let gate = Gate()
        let engine = try await gate.engine(folder.path + "/data") {
            $0.workers = 1
            $0.queueCapacity = 1
            $0.queuePatience = .zero
        }
        try await LiveServer.run(engine: engine) { server in
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            gate.block(1)
            async let first = server.put(1, "a")
            try await eventually("an image is held") { gate.runs == 1 }
            let refused = try await server.put(2, "b")
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            #expect(refused.detail.stringValue?.contains("try again") == true)
            gate.open()
            #expect(try await first.status == 201)
            #expect(try await server.put(2, "b").status == 201)
        }
    }
}
