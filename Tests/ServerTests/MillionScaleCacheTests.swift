import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct MillionScaleCacheTests {
    @Test func `The same search again is answered from the cache, by itself alone`() async throws {
        try await ScaleClient.open(["a", "b"]) { client async throws in
            let first = try await client.search(1)
            let again = try await client.search(1)
            #expect(first.json["cached"] == false)
            #expect(again.json["cached"] == true)
            #expect(again.json["results"] == first.json["results"])
            #expect(again.json["query_id"] != first.json["query_id"])
            // Another of what the answer depends on is another search.
            for other: [String: JSONValue] in [["threshold": 0, "top_k": 1], ["threshold": 0.999]] {
                #expect(try await client.search(1, other).json["cached"] == false)
                #expect(try await client.search(1, other).json["cached"] == true)
            }
            #expect(try await client.search(2).json["cached"] == false)
            // What is left out of the answer is not part of the search.
            let bare = try await client.search(1, ["threshold": 0, "include_metadata": false])
            #expect(bare.json["cached"] == true)
            #expect(bare.json["results"]?[0]?["metadata"] == .null)
        }
    }

    @Test func `Every write makes it stale at once`() async throws {
        try await ScaleClient.open(["a"]) { client async throws in
            #expect(try await client.search(1).ids == ["a"])
            _ = try await client.index(1, "b")
            let added = try await client.search(1)
            #expect(added.json["cached"] == false)
            #expect(added.ids == ["a", "b"])
            _ = try await client.index(1, "b", metadata: ["v": 1])
            let changed = try await client.search(1)
            #expect(changed.json["cached"] == false)
            #expect(changed.json["results"]?[1]?["metadata"] == ["v": 1])
            _ = try await client.delete("/index/a")
            let removed = try await client.search(1)
            #expect(removed.json["cached"] == false)
            #expect(removed.ids == ["b"])
            #expect(try await client.search(1).json["cached"] == true)
        }
    }

    @Test func `What writes nothing leaves it as it is`() async throws {
        try await ScaleClient.open(["a"]) { client async throws in
            _ = try await client.search(1)
            #expect(try await client.delete("/index/none").status == 404)
            #expect(
                try await client.server.send("DELETE", "/collections/image_features/images/none").status
                    == 404)
            let filter = "/collections/image_features/images?filter=%7B%22no%22:1%7D"
            #expect(try await client.server.send("DELETE", filter).json == ["deleted": 0])
            #expect(try await client.search(1).json["cached"] == true)
        }
    }

    @Test func `A write by another interface counts as well`() async throws {
        try await ScaleClient.open(["a"]) { client async throws in
            _ = try await client.search(1)
            #expect(try await client.server.put(1, "b", in: "image_features").status == 201)
            #expect(try await client.search(1).ids == ["a", "b"])
        }
    }

    @Test func `Its figures are real`() async throws {
        try await ScaleClient.open(["a"]) { client async throws in
            func figures() async throws -> JSONValue? { try await client.get("/stats").json["cache"] }
            let before = try await figures()
            #expect(
                before?.objectValue?.keys.sorted() == [
                    "connected_clients", "keyspace_hits", "keyspace_misses", "total_commands_processed",
                    "used_memory", "used_memory_human",
                ])
            // A picture that is indexed already needs no network.
            _ = try await client.search(1)
            _ = try await client.search(1)
            let after = try await figures()
            func grown(_ name: String) -> Int {
                (after?[name]?.intValue ?? 0) - (before?[name]?.intValue ?? 0)
            }
            #expect(grown("keyspace_hits") == 2)
            #expect(grown("keyspace_misses") == 1)
            #expect(grown("total_commands_processed") == 3)
            #expect(grown("used_memory") > 0)
            #expect(after?["used_memory_human"]?.stringValue?.isEmpty == false)
        }
    }

    @Test func `Without room nothing is kept`() async throws {
        let without = { (settings: inout EngineConfiguration) in settings.searchCacheBytes = 0 }
        try await ScaleClient.open(["a"], engine: without) { client async throws in
            _ = try await client.search(1)
            #expect(try await client.search(1).json["cached"] == false)
        }
    }
}
