import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// Pages, orders, filters, regions and views on the command line.
@Suite(.timeLimit(.minutes(10))) struct SearchPageTests {
    private static let names = (1...9).map { "photos/\($0).jpg" }

    /// Nine pictures; the last is a copy of the first.
    private static func place() async throws -> Workplace {
        let place = try Workplace()
        for name in names { try place.draw(name) }
        try FileManager.default.copyItem(
            atPath: "\(place.path)/photos/1.jpg", toPath: "\(place.path)/photos/copy.jpg")
        let result = try await place.run("sync", "photos")
        try #require(result.code == 0, "\(result.errors)")
        return place
    }

    private static func ids(_ answer: JSONValue) -> [String] {
        answer["results"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    }

    @Test func pagesFollowEachOther() async throws {
        let place = try await Self.place()
        let all = try await place.json("search", "photos/1.jpg", "-t", "-1", "-k", "10")
        #expect(Self.ids(all).count == 10 && all["next"] == nil)
        var pages: [String] = []
        for page in 1...3 {
            pages += Self.ids(
                try await place.json("search", "photos/1.jpg", "-t", "-1", "-k", "4", "--page", "\(page)"))
        }
        #expect(pages == Self.ids(all))
        let first = try await place.json("search", "photos/1.jpg", "-t", "-1", "-k", "4")
        let cursor = try #require(first["next"]?.stringValue)
        let second = try await place.json(
            "search", "photos/1.jpg", "-t", "-1", "-k", "4", "--cursor", cursor)
        #expect(Self.ids(second) == Array(Self.ids(all)[4..<8]))
        let behind = try await place.run("search", "photos/1.jpg", "--page", "9")
        #expect(behind.code == 1 && behind.complains("There is no page 9"))
        let other = try await place.run("search", "photos/2.jpg", "-t", "-1", "-k", "4", "--cursor", cursor)
        #expect(other.code == 1 && other.complains("The cursor can't be used", "another query"))
    }

    @Test func copiesAreFoldedAndPathsShown() async throws {
        let place = try await Self.place()
        let folded = try await place.json("search", "photos/1.jpg", "-k", "3", "--fold")
        #expect(folded["results"]?[0]?["copies"] == 1)
        let text = try await place.run("search", "photos/1.jpg", "-k", "1", "--fold")
        #expect(
            text.code == 0 && text.output.contains("COPIES") && text.output.contains("\(place.path)/photos/"))
    }

    @Test func namesAreInOrder() async throws {
        let place = try await Self.place()
        let sorted = try await place.json(
            "search", "photos/5.jpg", "-t", "-1", "--sort", "name", "--reverse", "-k", "3")
        #expect(Self.ids(sorted) == ["copy", "9", "8"])
        let among = try await place.json(
            "search", "photos/5.jpg", "-t", "-1", "--sort", "name", "--among", "1")
        #expect(Self.ids(among) == ["5"])
    }

    @Test func filtersRegionsAndViewsAreRead() async throws {
        let place = try await Self.place()
        let none = try await place.run("search", "photos/5.jpg", "--filter", #"{"brand": "acme"}"#)
        #expect(none.code == 0 && none.errors.contains("No image satisfies the --filter."))
        let part = try await place.json("search", "photos/5.jpg", "-k", "2", "--region", "0,0,1,1")
        #expect(Self.ids(part).first == "5")
        let turned = try await place.json(
            "search", "photos/5.jpg", "-k", "2", "--augment", "turns,mirror", "--augment-by", "mean")
        #expect(Self.ids(turned).count == 2)
        for (option, value) in [
            ("--filter", "acme"), ("--filter", #"{"a": {"near": 1}}"#), ("--region", "1,2"),
            ("--region", "0,0,2,1"), ("--augment", "spins"), ("--sort", "size"), ("--among", "0"),
            ("--page", "0"), ("--cursor", "x"),
        ] {
            let wrong = try await place.run("search", "photos/5.jpg", option, value)
            #expect(wrong.code != 0 && !wrong.errors.isEmpty, "\(option) \(value)")
        }
    }

    @Test func addressesAreFetchedOnlyIfAllowed() async throws {
        let place = try await Self.place()
        let address = "http://127.0.0.1:1/photo.jpg"
        let off = try await place.run("search", address)
        #expect(off.code == 1 && off.complains(address, "LOOKALIKE_FETCH_IMAGES=public"))
        let inner = try await place.run("search", address, adding: ["LOOKALIKE_FETCH_IMAGES": "public"])
        #expect(inner.code == 1 && inner.complains("not a public address"))
        let named = try await place.run(
            "search", address,
            adding: ["LOOKALIKE_FETCH_IMAGES": "public", "LOOKALIKE_FETCH_HOSTS": "127.0.0.1"])
        #expect(named.code == 1 && named.complains("can't be fetched from 127.0.0.1"))
        let wrong = try await place.run("search", address, adding: ["LOOKALIKE_FETCH_IMAGES": "yes"])
        #expect(wrong.code == 1 && wrong.complains("LOOKALIKE_FETCH_IMAGES", "off or public"))
    }
}
