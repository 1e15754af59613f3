import Foundation
import LookalikeJSON
import TestSupport
import Testing

/// `search` by words, with the model `colours`: see Tests/Fixtures/make_word_model.py.
@Suite(.timeLimit(.minutes(10))) struct WordSearchTests {
    private static let model = ["LOOKALIKE_MODEL_DIRS": Fixtures.wordModels, "LOOKALIKE_MODEL": "colours"]

    /// A folder `photos` of a plain picture of each colour, indexed.
    private static func index() async throws -> Workplace {
        let place = try Workplace()
        for (word, colour) in TestPicture.colours {
            try place.folder.write(try TestPicture.plain(colour), to: "photos/\(word).jpg")
        }
        let result = try await place.run("sync", "photos", adding: model)
        try #require(result.code == 0, "\(result.errors)")
        return place
    }

    private static func ids(_ answer: JSONValue) -> [String] {
        (answer["results"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    }

    @Test func wordsFindWhatTheyName() async throws {
        let place = try await Self.index()
        let answer = try await place.json("search", "--text", "a blue mug", adding: Self.model)
        #expect(Self.ids(answer).first == "blue" && Self.ids(answer).count == 6)
        #expect(answer["score_scale"] == "text")
        #expect(answer["model"] == "colours")
        let score = try #require(answer["results"]?[0]?["score"]?.doubleValue)
        #expect(abs(score - 3.0 / 7) < 0.01)
        let table = try await place.run("search", "--text", "blue", "-k", "1", adding: Self.model)
        #expect(table.code == 0 && table.errors.isEmpty)
        #expect(table.output.hasSuffix("\(place.path)/photos/blue.jpg\n"))
    }

    @Test func partsAddAndTakeAway() async throws {
        let place = try await Self.index()
        // The difference of the words is that of the images.
        let changed = try await place.json(
            "search", "photos/red.jpg", "+", "blue", "-", "red", adding: Self.model)
        #expect(Self.ids(changed).first == "blue")
        #expect(try #require(changed["results"]?[0]?["score"]?.doubleValue) > 0.99)
        #expect(changed["score_scale"] == "mixed")
        let words = try await place.json(
            "search", "--text", "yellow", "-", "red", "-k", "3", adding: Self.model)
        #expect(words["score_scale"] == "text")
        #expect(Self.ids(words).first == "yellow" && !Self.ids(words).contains("red"))
        let image = try await place.json("search", "photos/red.jpg", "-k", "1", adding: Self.model)
        #expect(Self.ids(image) == ["red"] && image["score_scale"] == "image")
        // The heavier part decides.
        let heavy = try await place.json(
            "search", "photos/white.jpg", "+", "4:green", "-k", "1", adding: Self.model)
        #expect(Self.ids(heavy) == ["green"])
    }

    @Test func whatIsNoQueryIsTold() async throws {
        let place = try await Self.index()
        let empty = try await place.run("search", "--text", " ", adding: Self.model)
        #expect(empty.code == 1 && empty.complains("at least one word"), "\(empty.errors)")
        for arguments in [
            ["photos/red.jpg", "blue"], ["photos/red.jpg", "+"], ["--text", "red", "blue"],
        ] {
            let refused = try await place.run(["search"] + arguments, adding: Self.model)
            #expect(refused.code == 64, "\(arguments) \(refused.errors)")
        }
        let nothing = try await place.run("search", "photos/missing.jpg", "+", "red", adding: Self.model)
        #expect(nothing.code == 1 && nothing.complains("photos/missing.jpg"), "\(nothing.errors)")
    }

    @Test func aModelThatKnowsImagesOnlySaysSo() async throws {
        let place = try Workplace()
        try await place.index()
        let refused = try await place.run("search", "--text", "red")
        #expect(refused.code == 1)
        #expect(refused.complains("'tiny'", "knows images only"), "\(refused.errors)")
    }
}
