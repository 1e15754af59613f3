import Foundation
import LookalikeJSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CollectionTests {
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
                NAME      IMAGES  FAILED  MODEL  FOLDER
                products       3       0  tiny   \(place.path)/photos

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
            "name             products", "images           3", "dimension        192",
            "metric           cosine",
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
        let unknown = try await place.run("collections", "delete", "nope", "--yes")
        #expect(unknown.code == 1)
        #expect(unknown.complains("There is no collection called 'nope'"))
        let unasked = try await place.run("collections", "delete", "products")
        #expect(unasked.code == 1)
        #expect(unasked.complains("Nothing was deleted", "--yes"))
        #expect(try await place.json("collections", "stats", "products")["images"]?.intValue == 3)
        let result = try await place.run("collections", "delete", "products", "--yes")
        #expect(result.code == 0)
        #expect(result.output == "Deleted 'products'.\n")
        #expect(place.exists("photos/deep/c.jpg"))
        try await place.index()
        #expect(
            try await place.json("collections", "delete", "products", "--yes")["deleted"]?.stringValue
                == "products")
    }

    @Test(arguments: [("y\n", true), ("YES\n", true), ("\n", false), ("n\n", false), ("\u{4}", false)])
    func aTerminalIsAskedFirst(answer: String, isDeleted: Bool) async throws {
        let place = try Workplace()
        try await place.index()
        let delete = try RunningProgram(["collections", "delete", "products"], in: place, errors: .terminal)
        try await delete.wait { $0.errors.contains("[y/N]") }
        delete.type(answer)
        #expect(try await delete.end() == (isDeleted ? 0 : 1))
        let list = try await place.json("collections", "list")["collections"]?.arrayValue
        #expect(list?.count == (isDeleted ? 0 : 1))
    }

    @Test func oneThatIsDamagedIsListedWithItsProblem() async throws {
        let place = try Workplace()
        try await place.index()
        try place.draw("more/d.jpg")
        #expect(try await place.run("sync", "more", "-c", "more").code == 0)
        let files = FileManager.default.enumerator(atPath: place.data)?.compactMap { $0 as? String } ?? []
        let first = try #require(files.filter { $0.hasSuffix(".lkv") }.sorted().first)
        try place.write("no vectors", to: "data/" + first)
        let list = try await place.run("collections", "list")
        #expect(list.code == 0)
        #expect(list.output.contains("products") && list.output.contains("more"))
        #expect(list.complains("Storage damaged: the collection 'products' can't be used."))
        let json = try await place.json("collections", "list")["collections"]?.arrayValue ?? []
        #expect(json.map { $0["problem"] != nil } == [false, true])
        #expect(json.map { $0["images"] } == [1, 3])
        let search = try await place.run("search", "photos/a.jpg")
        #expect(search.code == 1)
        #expect(search.complains("the collection 'products' can't be used"))
        #expect(try await place.run("search", "photos/a.jpg", "-c", "more").code == 0)
        #expect(try await place.run("collections", "delete", "products", "--yes").code == 0)
    }
}
