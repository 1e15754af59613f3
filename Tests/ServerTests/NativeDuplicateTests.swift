import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct NativeDuplicateTests {
    private static let path = "/collections/events"

    /// Photos of two events: 0, 1 and 2 nearly the same, 3 far from them; and a copy of 0 in the other event.
    private static func open(_ body: @escaping @Sendable (LiveServer) async throws -> Void) async throws {
        try await Event.open { server in
            for (angle, name, event) in [
                (0.0, "0.jpg", 0), (0.01, "1.jpg", 0), (0.02, "2.jpg", 1), (1.5, "3.jpg", 0),
            ] {
                _ = try await server.addPhoto(angle, name, event: event)
            }
            try await body(server)
        }
    }

    private static func key(_ name: String, _ server: LiveServer) async throws -> String {
        let images = try await server.get(path + "/images").json["images"]?.arrayValue ?? []
        return images.first { $0["name"] == .string(name) }?["id"]?.stringValue ?? ""
    }

    /// As a query's value.
    private static func filter(_ event: Int) -> String {
        "filter=%7B%22event_code%22:%22\(Event.codes[event])%22%7D"
    }

    private static func names(_ list: JSONValue?, _ member: String) -> [String] {
        list?.arrayValue?.compactMap { $0[member]?["name"]?.stringValue } ?? []
    }

    @Test func `Of an image: best first, page by page, within an event`() async throws {
        try await Self.open { server in
            let path = Self.path + "/images/\(try await Self.key("0.jpg", server))/duplicates"
            let all = try await server.get(path)
            #expect(all.status == 200)
            #expect(all.json["threshold_used"] == 0.95)
            #expect(Self.names(all.json["duplicates"], "image") == ["1.jpg", "2.jpg"])
            #expect(all.json["duplicates"]?[0]?["is_copy"] == false)
            #expect(all.json["next"] == nil)
            let first = try await server.get(path + "?limit=1").json
            #expect(Self.names(first["duplicates"], "image") == ["1.jpg"])
            #expect(first["next"] == 1)
            let second = try await server.get(path + "?limit=1&offset=1").json
            #expect(Self.names(second["duplicates"], "image") == ["2.jpg"])
            #expect(second["next"] == nil)
            let inside = try await server.get(path + "?" + Self.filter(0)).json
            #expect(Self.names(inside["duplicates"], "image") == ["1.jpg"])
            let strict = try await server.get(path + "?threshold=0.9999").json
            #expect(Self.names(strict["duplicates"], "image") == ["1.jpg"])
            #expect(try await server.get(Self.path + "/images/nope/duplicates").status == 404)
        }
    }

    @Test func `Of a collection: pairs, page by page, within an event`() async throws {
        try await Self.open { server in
            let path = Self.path + "/duplicates"
            var pairs: [[String]] = []
            var next = ""
            for _ in 0..<20 {
                let page = try await server.get(path + "?limit=1" + next).json
                let firsts = Self.names(page["pairs"], "first")
                pairs += zip(firsts, Self.names(page["pairs"], "second")).map { [$0, $1] }
                guard let cursor = page["next"]?.stringValue else { break }
                next = "&cursor=" + cursor
            }
            #expect(pairs == [["0.jpg", "1.jpg"], ["0.jpg", "2.jpg"], ["1.jpg", "2.jpg"]])
            let inside = try await server.get(path + "?" + Self.filter(0)).json["pairs"]
            #expect(Self.names(inside, "first") == ["0.jpg"])
            #expect(try await server.get("/collections/nope/duplicates").status == 404)
        }
    }

    @Test func `Groups hang together by pairs`() async throws {
        try await Self.open { server in
            let path = Self.path + "/duplicates/groups"
            // 0 and 2 are no pair at this score, but both are one with 1.
            let answer = try await server.get(path + "?threshold=0.9999").json
            #expect(answer["total"] == 1)
            #expect(
                answer["groups"]?[0]?.arrayValue?.compactMap { $0["name"] } == ["0.jpg", "1.jpg", "2.jpg"])
            #expect(answer["next"] == nil)
            let behind = try await server.get(path + "?offset=1").json
            #expect(behind["groups"] == [])
            let apart = try await server.get(path + "?" + Self.filter(1)).json
            #expect(apart["total"] == 0)
        }
    }

    @Test func `Copies have the same bytes`() async throws {
        try await Shop.open { shop in
            let server = shop.server
            _ = try await server.json("POST", "/collections", ["name": "shoes"])
            for (id, seed) in [("a", 1), ("b", 2), ("c", 1), ("d", 2), ("e", 3)] as [(String, UInt64)] {
                _ = try await server.put(seed, id)
            }
            let path = "/collections/shoes/duplicates"
            var found: [[JSONValue]] = []
            var next = ""
            for _ in 0..<5 {
                let page = try await server.get(path + "/copies?limit=1" + next).json
                found +=
                    page["copies"]?.arrayValue?.map {
                        $0["images"]?.arrayValue?.compactMap { $0["id"] } ?? []
                    } ?? []
                guard let hash = page["next"]?.stringValue else { break }
                next = "&after=" + hash
            }
            #expect(found.sorted { $0[0].description < $1[0].description } == [["a", "c"], ["b", "d"]])
            let pairs = try await server.get(path + "?threshold=0.9999").json["pairs"]
            #expect(pairs?.arrayValue?.map { $0["is_copy"] } == [true, true])
        }
    }

    @Test(arguments: [
        ("threshold=2", 422), ("threshold=x", 422), ("limit=0", 422), ("limit=501", 422), ("filter=x", 422),
        ("filter=%5B%5D", 422), ("filter=%7B%22a%22:%7B%7D%7D", 400), ("filter=", 200),
    ])
    func `What can't be asked is refused`(query: String, status: Int) async throws {
        try await Self.open { server in
            for path in ["/duplicates", "/duplicates/groups"] {
                #expect(try await server.get(Self.path + path + "?" + query).status == status)
            }
            let path = Self.path + "/images/\(try await Self.key("0.jpg", server))/duplicates"
            #expect(try await server.get(path + "?" + query).status == status)
        }
    }

    @Test(arguments: ["x", "1", "1.-1", "1.2.3", "99999999999999999999.0", "."])
    func `A cursor that was never given is refused`(cursor: String) async throws {
        try await Self.open { server in
            let answer = try await server.get(Self.path + "/duplicates?cursor=" + cursor)
            #expect(answer.status == 422)
            #expect(answer.detail[0]?["loc"] == ["query", "cursor"])
        }
    }
}
