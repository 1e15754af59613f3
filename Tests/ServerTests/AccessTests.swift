import Foundation
import Logging
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

/// Which pages may use the server, by every route that there is.
@Suite(.timeLimit(.minutes(10))) struct AccessTests {
    struct Operation: Sendable {
        let method: String
        let path: String
        /// Nil where the request says whose it is.
        let audience: String?

        var changesState: Bool { method != "GET" }
        var isForLoopbackPages: Bool { audience == "contract" }
    }

    /// The table of routes, as the document has it.
    static func operations(_ server: LiveServer) async throws -> [Operation] {
        let document = try await server.get("/openapi.json").json
        let paths = try #require(document["paths"]?.objectValue)
        try #require(paths.count > 40)
        return paths.sorted { $0.key < $1.key }.flatMap { path, item in
            (item.objectValue ?? [:]).map { method, operation in
                Operation(
                    method: method.uppercased(), path: path.replacing(/\{\w+\}/, with: "none"),
                    audience: operation["x-lookalike-audience"]?.stringValue)
            }
        }
    }

    private static let foreign: [[String: String]] = [
        ["Origin": "https://evil.example"], ["Origin": "null"], ["Origin": ""],
        ["Origin": "http://localhost.evil.example:8000"], ["Origin": "http://127.0.0.1.evil.example"],
        ["Origin": "https://evil.example", "Content-Type": "text/plain"],
        ["Origin": "http://evil.example", "Content-Type": "application/x-www-form-urlencoded"],
        ["Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"],
        ["Origin": "file://localhost"], ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
    ]
    private static let loopback = [
        "http://localhost:3000", "https://localhost", "http://127.0.0.1:5173", "http://127.8.9.10:1",
        "http://[::1]:3000", "http://LOCALHOST:80",
    ]

    @Test func `A foreign page changes nothing and reads nothing, on any route`() async throws {
        try await Shop.open { shop async throws in
            for operation in try await Self.operations(shop.server) {
                for headers in operation.changesState ? Self.foreign : [Self.foreign[0]] {
                    let answer = try await shop.server.send(
                        operation.method, operation.path, headers: headers)
                    if operation.changesState {
                        #expect(answer.status == 403, "\(operation) \(headers)")
                        #expect(answer.text.contains("LOOKALIKE_CORS_ORIGINS"), "\(operation)")
                    } else {
                        #expect(answer.status != 403, "\(operation)")
                    }
                    #expect(answer.headers["access-control-allow-origin"] == nil, "\(operation)")
                    #expect(answer.headers["vary"]?.contains("Origin") == true, "\(operation)")
                }
            }
            #expect(try await shop.server.get("/collections").json["collections"] == [])
        }
    }

    @Test func `A page of a loopback origin may use what the five systems have, and nothing else`()
        async throws
    {
        try await Shop.open { shop async throws in
            for operation in try await Self.operations(shop.server) {
                guard operation.audience != nil else { continue }
                for origin in operation.changesState ? Self.loopback : [Self.loopback[0]] {
                    let answer = try await shop.server.send(
                        operation.method, operation.path, headers: ["Origin": origin])
                    let allowed = answer.headers["access-control-allow-origin"]
                    #expect(allowed == (operation.isForLoopbackPages ? origin : nil), "\(operation)")
                    let isRefused = operation.changesState && !operation.isForLoopbackPages
                    #expect((answer.status == 403) == isRefused, "\(operation) \(origin)")
                }
            }
        }
    }

    @Test func `The server's own pages and programs use every route`() async throws {
        try await Shop.open { shop async throws in
            let own = [
                ["Origin": shop.server.base], ["Origin": shop.server.base.replacing("http:", with: "https:")],
                ["Sec-Fetch-Site": "same-origin"], ["Sec-Fetch-Site": "none"], [:],
            ]
            for operation in try await Self.operations(shop.server) {
                for headers in own {
                    let answer = try await shop.server.send(
                        operation.method, operation.path, headers: headers)
                    #expect(answer.status != 403, "\(operation) \(headers)")
                    #expect(answer.headers["access-control-allow-origin"] == nil)
                }
            }
        }
    }

    @Test(arguments: [
        (["https://shop.example"], "https://shop.example", "https://shop.example"),
        (["https://Shop.example/"], "https://shop.example", "https://shop.example"),
        (["null"], "null", "null"), (["*"], "https://any.example", "*"), (["*"], "null", "*"),
    ])
    func `A page of a configured origin uses every route`(
        configured: [String], origin: String, allowed: String
    ) async throws {
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.corsOrigins = configured
        }
        try await Shop.open(configure: settings) { shop async throws in
            for operation in try await Self.operations(shop.server) {
                let headers = ["Origin": origin, "Sec-Fetch-Site": "cross-site"]
                let answer = try await shop.server.send(operation.method, operation.path, headers: headers)
                #expect(answer.status != 403, "\(operation)")
                #expect(answer.headers["access-control-allow-origin"] == allowed, "\(operation)")
                #expect(answer.headers["access-control-allow-credentials"] == nil)
                #expect((answer.headers["vary"]?.contains("Origin") == true) == (allowed != "*"))
            }
            let other = try await shop.server.json("POST", "/collections", ["name": "mine"])
            #expect(other.status == 201)
        }
    }

    @Test func `Configured origins don't let others in`() async throws {
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.corsOrigins = ["https://shop.example", "http://other.example:8080"]
        }
        try await Shop.open(configure: settings) { shop async throws in
            for origin in [
                "http://shop.example", "https://shop.example:8443", "https://a.shop.example",
                "https://shop.example.evil.example", "http://other.example", "null",
            ] {
                for path in ["/upload", "/admin/rebuild-index", "/api/v1/preprocess", "/collections"] {
                    let answer = try await shop.server.send("POST", path, headers: ["Origin": origin])
                    #expect(answer.status == 403, "\(origin) \(path)")
                }
            }
            // What the browser does not say can't be told from a foreign page's.
            let hidden = try await shop.server.send(
                "POST", "/upload", headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(hidden.status == 403)
        }
    }

    @Test func `Preflights are answered by the route's audience`() async throws {
        try await Shop.open { shop async throws in
            for operation in try await Self.operations(shop.server) {
                guard let audience = operation.audience else { continue }
                var headers = [
                    "Access-Control-Request-Method": operation.method,
                    "Access-Control-Request-Headers": "content-type,x-request-id",
                    "Origin": "http://localhost:3000",
                ]
                let answer = try await shop.server.send("OPTIONS", operation.path, headers: headers)
                #expect(answer.status == (audience == "contract" ? 204 : 403), "\(operation)")
                if audience == "contract" {
                    #expect(answer.body.isEmpty)
                    #expect(answer.headers["access-control-allow-origin"] == "http://localhost:3000")
                    #expect(answer.headers["access-control-allow-headers"] == "content-type,x-request-id")
                    let methods = answer.headers["access-control-allow-methods"] ?? ""
                    #expect(methods.contains(operation.method), "\(operation)")
                }
                headers["Origin"] = "https://evil.example"
                let refused = try await shop.server.send("OPTIONS", operation.path, headers: headers)
                #expect(refused.status == 403)
                #expect(refused.headers["access-control-allow-origin"] == nil)
            }
        }
    }

    @Test func `Every route says for whom it is, and the contract's are the contract's`() async throws {
        try await Shop.open { shop async throws in
            let operations = try await Self.operations(shop.server)
            #expect(operations.filter { $0.audience == nil }.map(\.path) == ["/"])
            let native = operations.filter { $0.audience == "native" }.map(\.path)
            #expect(!native.isEmpty)
            for path in native {
                let isNative = [
                    "/collections", "/jobs", "/models", "/admin", "/app", "/backups", "/server",
                ].contains {
                    path.hasPrefix($0)
                }
                #expect(isNative, "\(path)")
            }
            let contracts = operations.filter { $0.audience == "contract" }
            #expect(!contracts.isEmpty)
            for operation in contracts {
                #expect(
                    !["/collections", "/jobs", "/admin", "/backups"].contains { operation.path.hasPrefix($0) }
                )
            }
        }
    }

    @Test func `A refusal has the shape of whose the route is`() async throws {
        try await Shop.open { shop async throws in
            let headers = ["Origin": "https://evil.example"]
            let first = try await shop.server.send("POST", "/api/v1/preprocess", headers: headers)
            #expect(first.keys == ["detail"])
            let fourth = try await shop.server.send("POST", "/api/search/AOF", headers: headers)
            #expect(fourth.keys == ["error", "success"])
            let fifth = try await shop.server.send("DELETE", "/api/v1/index/a", headers: headers)
            #expect(fifth.isError(403))
            let unknown = try await shop.server.send("POST", "/nope", headers: headers)
            #expect(unknown.status == 403)
        }
    }

    /// The pages of the shop are not the server's own, whatever they ask with.
    @Test func `What a foreign form posts is not stored`() async throws {
        try await Shop.open { shop async throws in
            let files = [(name: "file", filename: "a.jpg", bytes: try TestPicture.jpeg(seed: 1))]
            let foreign = try await shop.server.form(
                "POST", "/upload", files: files, headers: ["Origin": "https://evil.example"])
            #expect(foreign.status == 403)
            #expect(try await shop.server.get("/status").json["total_images"] == 0)
            let own = try await shop.server.form(
                "POST", "/upload", files: files, headers: ["Origin": shop.server.base])
            #expect(own.status == 200)
            #expect(try await shop.server.get("/status").json["total_images"] == 1)
        }
    }

    @Test(arguments: ["", "Connection: close\r\n", "Expect: 100-continue\r\n"])
    func `A foreign request is refused before its body comes`(extra: String) async throws {
        try await Shop.open { shop async throws in
            let connection = try RawConnection(port: shop.server.port)
            connection.send(
                "POST /upload HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\(extra)"
                    + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 10000000\r\n\r\n")
            // The answer is complete though nothing of the body was sent.
            let answer = await connection.read(until: "own.\"}")
            #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            connection.hangUp()
        }
    }

    @Test func `A connection that is to be closed is, whether the body comes or not`() async throws {
        try await Shop.open { shop async throws in
            for body in ["", String(repeating: "x", count: 100_000)] {
                let connection = try RawConnection(port: shop.server.port)
                connection.send(
                    "POST /upload HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                        + "Connection: close\r\nContent-Length: 100000\r\n\r\n" + body)
                #expect(await connection.readToEnd().hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            }
        }
    }

    @Test func `Opening everything is told at the start`() async throws {
        for (origins, hosts, count) in [(["*"], ["*"], 2), (["https://a.example"], ["a.example"], 0)] {
            let folder = try TemporaryFolder()
            let logs = LogBook()
            let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
                (settings.corsOrigins, settings.hosts) = (origins, hosts)
            }
            try await LiveServer.run(
                engine: try TestEngine.make(folder.path), logger: logs.logger, configure: settings
            ) { _ in
                let warnings = logs.lines.filter { $0.level == .warning && $0.message.contains("LOOKALIKE_") }
                #expect(warnings.count == count)
            }
        }
    }
}
