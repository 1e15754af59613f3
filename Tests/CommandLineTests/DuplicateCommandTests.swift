import Foundation
import LookalikeJSON
import LookalikePictures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DuplicateCommandTests {
    /// A picture, a smaller and a mirrored one of it, and another.
    private static func open() async throws -> Workplace {
        let place = try Workplace()
        let one = TestScene.pixels(seed: 1)
        let small = one.resized(width: 160, height: 120, interpolation: .bilinear)
        for (name, pixels) in [
            ("a.jpg", one), ("small.jpg", small), ("mirrored.jpg", TestScene.mirrored(small)),
            ("z.jpg", TestScene.pixels(seed: 2)),
        ] {
            try place.folder.write(try TestScene.jpeg(pixels), to: "photos/" + name)
        }
        let result = try await place.run("sync", "photos")
        try #require(result.code == 0, "\(result.errors)")
        return place
    }

    private static func groups(_ place: Workplace) async throws -> JSONValue {
        let result = try await place.run("duplicates", "--format", "json")
        try #require(result.code == 0, "\(result.errors)")
        return try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))["groups"] ?? nil ?? []
    }

    @Test func theyAreListedInEachFormat() async throws {
        let place = try await Self.open()
        let group = try #require(try await Self.groups(place)[0])
        #expect(group["keep"] == "a")
        #expect(group["kind"] == "edited")
        #expect(group["images"]?.arrayValue?.count == 3)
        let paths = try await place.run("duplicates", "--format", "paths")
        #expect(
            paths.output.split(separator: "\n").map(String.init).sorted()
                == ["mirrored.jpg", "small.jpg"].map { "\(place.path)/photos/\($0)" })
        let csv = try await place.run("duplicates", "--format", "csv")
        #expect(csv.output.hasPrefix("group,group_kind,kind,score,proposal,id,path\n"))
        #expect(csv.output.split(separator: "\n").count == 4)
        let text = try await place.run("duplicates")
        #expect(text.output.contains("keep a: It has the most pixels: 320 × 240, the next 160 × 120."))
        #expect(
            try await place.run("duplicates", "--kind", "exact").errors
                == "There are no open groups of duplicates.\n")
        #expect(try await place.run("duplicates", "--kind", "like").code == 64)
    }

    @Test func nothingIsRemovedUnlessAskedAndItComesBack() async throws {
        let place = try await Self.open()
        let id = try #require(try await Self.groups(place)[0]?["id"]?.stringValue)
        #expect(try await place.run("duplicates", "--apply").code == 64)
        let unsure = try await place.run("duplicates", "--keep", "best", "--apply")
        #expect(unsure.code == 1 && unsure.complains("Add --yes"))
        #expect(place.exists("photos/small.jpg"))
        let kept = try await place.run("duplicates", "decide", id, "--keep", "best", "--remove-others")
        #expect(kept.code == 0, "\(kept.errors)")
        #expect(place.exists("photos/a.jpg") && !place.exists("photos/small.jpg"))
        #expect(try await Self.groups(place) == [])
        let decisions = try await place.json("duplicates", "decisions")["decisions"]
        #expect(decisions?[0]?["choice"] == "keep" && decisions?[0]?["keep"] == ["a"])
        let decision = try #require(decisions?[0]?["id"]?.stringValue)
        let undone = try await place.run("duplicates", "undo", decision)
        #expect(undone.code == 0 && undone.output.contains("Put back: mirrored, small"))
        #expect(place.exists("photos/small.jpg") && place.exists("photos/mirrored.jpg"))
        #expect(try await Self.groups(place)[0]?["id"]?.stringValue == id)
        #expect(try await place.run("duplicates", "undo", decision).complains("There is no decision"))
        let all = try await place.run("duplicates", "--keep", "best", "--apply", "--yes")
        #expect(all.code == 0 && !place.exists("photos/mirrored.jpg"))
    }

    @Test func aGroupThatIsDecidedIsNotListedAgain() async throws {
        let place = try await Self.open()
        let id = try #require(try await Self.groups(place)[0]?["id"]?.stringValue)
        #expect(try await place.run("duplicates", "decide", id).code == 64)
        #expect(
            try await place.run("duplicates", "decide", "nothing", "--keep-all").complains(
                "there is no group"))
        #expect(try await place.run("duplicates", "decide", id, "--later").code == 0)
        #expect(try await Self.groups(place) == [])
        #expect(try await place.run("duplicates", "--later").output.contains(id))
        #expect(try await place.run("duplicates", "decide", id, "--keep-all").code == 0)
        #expect(try await place.run("duplicates", "--later", "--fresh").output.isEmpty)
    }
}
