import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct PagesTests {
    @Test func `The root is a page for browsers and JSON for programs`() async throws {
        try await Shop.open(["a.jpg": 1, "b.jpg": 2]) { shop in
            let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
            let page = try await shop.server.get("/", headers: ["Accept": accept])
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.headers["vary"]?.contains("Accept") == true)
            for accept in ["*/*", "application/json"] {
                let state = try await shop.server.get("/", headers: ["Accept": accept])
                #expect(state.json == ["status": "ready", "total_vectors": 0])
                #expect(state.headers["vary"]?.contains("Accept") == true)
            }
            #expect(try await shop.server.get("/").json["status"] == "ready")
            #expect(try await shop.server.get("/app").body == page.body)
        }
    }

    @Test func `An address of nothing is a page for browsers and JSON for programs`() async throws {
        try await Shop.open { shop in
            for path in ["/nonsense", "/app/nothing.js", "/api/v1/none", "/collections/a/b/c/d"] {
                let page = try await shop.server.get(
                    path, headers: ["Accept": "text/html,application/xhtml+xml,*/*;q=0.8"])
                #expect(page.status == 404)
                #expect(page.headers["content-type"] == "text/html; charset=utf-8")
                #expect(page.headers["vary"]?.contains("Accept") == true)
                #expect(page.headers["content-security-policy"]?.hasPrefix("default-src 'self'") == true)
                #expect(page.text.contains("href=\"/\""))
                for accept in ["*/*", "application/json"] {
                    let answer = try await shop.server.get(path, headers: ["Accept": accept])
                    #expect(answer.status == 404)
                    #expect(answer.json == ["detail": "Not Found"])
                }
            }
            let sent = try await shop.server.send("POST", "/nonsense", headers: ["Accept": "text/html"])
            #expect(sent.status == 404 && sent.json == ["detail": "Not Found"])
        }
    }

    /// Every file that a page names is there, and none is fetched from another host.
    @Test(arguments: ["/app", "/docs", "/redoc"])
    func `A page needs no outside host`(path: String) async throws {
        try await Shop.open { shop in
            var toVisit = [path]
            var visited: Set<String> = []
            while let next = toVisit.popLast() {
                guard visited.insert(next).inserted else { continue }
                let answer = try await shop.server.get(next)
                #expect(answer.status == 200, "\(next)")
                #expect(answer.headers["content-type"]?.contains("octet-stream") == false)
                let isPage = next == path
                if isPage {
                    #expect(
                        answer.headers["content-security-policy"]?.hasPrefix("default-src 'self'") == true)
                }
                toVisit += Self.references(answer.text, of: next, isPage: isPage)
            }
            #expect(visited.count > 1)
        }
    }

    /// What a page's tags and a script's imports name.
    private static func references(_ text: String, of path: String, isPage: Bool) -> [String] {
        let pattern = isPage ? /(?:src|href)="([^"#]+)"/ : /(?:from|import)\s*"(\.[^"]+)"/
        if !isPage, !path.hasPrefix("/app") { return [] }
        return text.matches(of: pattern).compactMap { match in
            let base = URL(string: "http://here" + path)
            let url = URL(string: String(match.1), relativeTo: base)?.absoluteURL
            #expect(url?.host() == "here" || url?.scheme == "data", "\(match.1)")
            return url?.host() == "here" ? url?.path() : nil
        }
    }

    @Test func `Files are kept by browsers until they change`() async throws {
        try await Shop.open { shop in
            for path in ["/app", "/app/main.js", "/docs"] {
                let answer = try await shop.server.get(path)
                let tag = try #require(answer.headers["etag"])
                #expect(answer.headers["cache-control"] == "no-cache")
                #expect(try await shop.server.get(path, headers: ["If-None-Match": tag]).status == 304)
            }
        }
    }
}
