import Foundation
import LookalikeAssets
import LookalikeEmbedding
import Testing

/// Texts, and what the built-in model's word list makes of them.
@Suite(.timeLimit(.minutes(10))) struct WordDirectionsTests {
    private static func builtIn() throws -> WordDirections { try BuiltInModel.words() }

    private static func cosine(_ a: [Float]?, _ b: [Float]?) throws -> Float {
        zip(try #require(a), try #require(b)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test func theDirectionsAreTheBuiltInModels() throws {
        let (words, model) = (try Self.builtIn(), try #require(try BuiltInModel.load().first))
        #expect(words.dimension == model.manifest.dimension)
        #expect(words.network == model.manifest.sha256)
        #expect(words.termCount > 2_000)
    }

    @Test func aKnownWordIsAVectorOfLengthOne() throws {
        let found = try Self.builtIn().embedding(of: "backpack")
        #expect(found.known == ["backpack"] && found.unknown.isEmpty)
        #expect(found.vector?.count == 320)
        #expect(abs(try Self.cosine(found.vector, found.vector) - 1) < 1e-5)
    }

    @Test(arguments: [
        ("backpacks", "backpack"), ("BackPack", "backpack"), ("rucksack", "backpack"),
        ("back pack", "backpack"),
        ("strawberries", "strawberry"), ("knives and wolves", "wolf knives"), ("a photo of a mug", "mug"),
        ("t-shirt", "T shirts"), ("Sun-glasses!", "sunglasses"), ("café", "cafe"), ("red, mug", "mug red"),
        ("gray cat", "grey kittens"), ("dog dog dog", "dog"),
    ])
    func spellingsOfOneThingAreOne(_ pair: (String, String)) throws {
        let words = try Self.builtIn()
        #expect(words.embedding(of: pair.0).vector == words.embedding(of: pair.1).vector)
    }

    @Test func theLongestTermCounts() throws {
        let words = try Self.builtIn()
        #expect(words.embedding(of: "red running shoes").known == ["red", "running shoes"])
        #expect(words.embedding(of: "hot dog").vector != words.embedding(of: "dog").vector)
        #expect(words.embedding(of: "coffee mug").known == ["coffee mug"])
    }

    @Test func anUnknownWordIsToldWithSimilarOnes() throws {
        let found = try Self.builtIn().embedding(of: "bakcpack with a quokka")
        #expect(found.vector == nil && found.known.isEmpty)
        #expect(found.unknown.map(\.word) == ["bakcpack", "quokka"])
        #expect(found.unknown.first?.nearest.first == "backpack")
        #expect(found.unknown.last?.nearest == [])
    }

    @Test func whatIsKnownIsSearchedBesideWhatIsNot() throws {
        let words = try Self.builtIn()
        let found = words.embedding(of: "yellow umbrela quokka umbrella")
        #expect(found.known == ["yellow", "umbrella"])
        #expect(found.unknown.map(\.word) == ["umbrela", "quokka"])
        #expect(found.vector == words.embedding(of: "yellow umbrella").vector)
    }

    @Test(arguments: ["", "  ", "?!", "the", "\u{0}", "👜"]) func nothingToLookForIsNoVector(_ text: String)
        throws
    {
        let found = try Self.builtIn().embedding(of: text)
        #expect(found.vector == nil && found.known.isEmpty && found.unknown.isEmpty)
    }

    @Test func anObjectOutweighsItsColour() throws {
        let words = try Self.builtIn()
        let both = words.embedding(of: "black backpack").vector
        let object = try Self.cosine(both, words.embedding(of: "backpack").vector)
        let colour = try Self.cosine(both, words.embedding(of: "black").vector)
        #expect(object > colour && colour > 0.2)
    }

    @Test func aLongTextIsAnswered() throws {
        let text = String(repeating: "qwertz uiop backpack ", count: 2_000)
        let found = try Self.builtIn().embedding(of: text)
        #expect(found.known.allSatisfy { $0 == "backpack" } && found.vector != nil)
        #expect(found.unknown.map(\.word) == ["qwertz", "uiop", "backpack"])
    }
}

/// Files of words that are damaged or don't belong together.
@Suite(.timeLimit(.minutes(10))) struct WordDirectionsFileTests {
    private let list: Data
    private let directions: Data

    init() throws {
        list = Data(try #require(Asset.all["model/words.txt"]).bytes)
        directions = Data(try #require(Asset.all["model/words.bin"]).bytes)
    }

    private func failure(list: Data? = nil, directions: Data? = nil) -> WordDirections.Failure? {
        do {
            _ = try WordDirections(list: list ?? self.list, directions: directions ?? self.directions)
            return nil
        } catch {
            return error
        }
    }

    @Test func directionsOfAnotherListAreRefused() throws {
        let other = list + Data("# a comment more\n".utf8)
        #expect(failure(list: other) == .directions(detail: "they were made of another word list"))
    }

    @Test(arguments: [
        ("[objects]\nmug, cup = 1\ncup = 2\n", 3), ("mug = 1\n", 1), ("[objects]\nmug,, cup\n", 2),
        ("[things]\n\nmug\n", 3), ("[objects]\n# none\none two three four five six seven\n", 3),
    ])
    func aLineThatCannotBeUsedIsNamed(_ text: String, line: Int) {
        let found = failure(list: Data(text.utf8))
        guard case .list(line, _) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test func textThatIsNoneIsRefused() {
        #expect(failure(list: Data([0xFF, 0xFE, 0x00])) != nil)
    }

    @Test(arguments: [0, 7, 8, 23, 87, 88, 1_000]) func aFileCutShortIsRefused(_ length: Int) {
        #expect(failure(directions: directions.prefix(length)) != nil)
    }

    @Test(arguments: [0, 8, 11, 12, 15, 19, 23, 56, 87]) func aHeaderThatSaysSomethingElseIsRefused(_ at: Int)
    {
        var changed = directions
        changed[at] ^= 0xFF
        #expect(failure(directions: changed) != nil)
    }

    @Test func aDirectionOfZerosIsRefused() {
        let changed = directions.prefix(88) + Data(repeating: 0, count: directions.count - 88)
        #expect(failure(directions: changed) == .directions(detail: "direction 0 is zero"))
    }
}
