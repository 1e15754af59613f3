import JSON
import Server
import TestSupport
import Testing

@Suite struct CORSTests {
    private static let preflight = [
        "Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-request-id",
    ]

    @Test func `Every origin may read every answer, errors too, without credentials`() async throws {
        try await Shop.open(["a.jpg": 1]) { shop in
            for path in ["/health", "/nope", "/api/v1/preprocess", "/collections/nope"] {
                let answer = try await shop.server.get(path, headers: ["Origin": "http://localhost:3000"])
                #expect(answer.headers["access-control-allow-origin"] == "*")
                #expect(answer.headers["access-control-allow-credentials"] == nil)
            }
        }
    }

    @Test func `A preflight is answered on any path`() async throws {
        try await Shop.open { shop in
            for path in ["/api/v1/find-similar", "/collections/x/images/y", "/nope"] {
                let answer = try await shop.server.send("OPTIONS", path, headers: Self.preflight)
                #expect(answer.status == 204)
                #expect(answer.body.isEmpty)
                #expect(answer.headers["access-control-allow-origin"] == "*")
                #expect(answer.headers["access-control-allow-headers"] == "content-type,x-request-id")
                #expect(answer.headers["access-control-allow-methods"]?.contains("DELETE") == true)
            }
        }
    }

    @Test func `Configured origins alone are let in`() async throws {
        let settings = { @Sendable (settings: inout LookalikeServerConfiguration) in
            settings.corsOrigins = ["https://shop.example"]
        }
        try await Shop.open(configure: settings) { shop in
            let known = try await shop.server.get("/", headers: ["Origin": "https://shop.example"])
            #expect(known.headers["access-control-allow-origin"] == "https://shop.example")
            #expect(known.headers["vary"] == "Accept, Origin")
            let other = try await shop.server.get("/health", headers: ["Origin": "https://evil.example"])
            #expect(other.status == 200)
            #expect(other.headers["access-control-allow-origin"] == nil)
            #expect(other.headers["vary"] == "Origin")
            #expect(try await shop.server.send("OPTIONS", "/health", headers: Self.preflight).status == 405)
        }
    }
}
