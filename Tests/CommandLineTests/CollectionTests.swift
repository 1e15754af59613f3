import Foundation
import JSON
import TestSupport
import Testing

@Suite struct CollectionTests {
    @Test func listsThem() async throws {
        let place = try Workplace()
        let none = try await place.run("collections")
        #expect(none.code == 0)
        #expect(none.output.isEmpty)
        #expect(none.errors == "There are no collections yet: run 'lookalike sync DIR'.\n")
        #expect(!place.exists("data"))
        try await place.index()
        let list = try await place.run("collections", "list")
        #expect(
            list.output == """
                NAME      PICTURES  FAILED  MODEL  FOLDER
                products         3       0  tiny   \(place.path)/photos

                """)
        let line = try await place.json("collections", "list")["collections"]?[0]
        #expect(line?["name"]?.stringValue == "products")
        #expect(line?["images"]?.intValue == 3)
        #expect(line?["directory"]?.stringValue == "\(place.path)/photos")
    }

    @Test func tellsAllOfOne() async throws {
        let place = try Workplace()
        try await place.index()
        let text = try await place.run("collections", "stats", "products")
        #expect(text.code == 0)
        for part in [
            "name              products", "pictures          3", "dimension         192",
            "metric            cosine",
        ] {
            #expect(text.output.contains(part), "\(text.output)")
        }
        let facts = try await place.json("collections", "stats", "products")
        #expect(facts["dimension"]?.intValue == 192)
        #expect(facts["model"]?.stringValue == "tiny")
        #expect(facts["bytes"]?.intValue ?? 0 > 1000)
        let synced = try #require(facts["last_sync"]?.stringValue)
        #expect(try Date(synced, strategy: .iso8601) > Date(timeIntervalSinceNow: -3600))
        let unknown = try await place.run("collections", "stats", "nope")
        #expect(unknown.code == 1)
        #expect(unknown.complains("There is no collection called 'nope'"))
    }

    @Test func deletesOneAndLeavesTheFiles() async throws {
        let place = try Workplace()
        let early = try await place.run("collections", "delete", "products")
        #expect(early.code == 1)
        #expect(!place.exists("data"))
        try await place.index()
        let unknown = try await place.run("collections", "delete", "nope")
        #expect(unknown.code == 1)
        #expect(unknown.complains("There is no collection called 'nope'"))
        let result = try await place.run("collections", "delete", "products")
        #expect(result.code == 0)
        #expect(result.output == "Deleted 'products'.\n")
        #expect(place.exists("photos/deep/c.jpg"))
        try await place.index()
        #expect(
            try await place.json("collections", "delete", "products")["deleted"]?.stringValue == "products")
    }
}
