import Foundation
import LookalikeTokenizers
import LookalikeZlib
import Testing

@Suite(.timeLimit(.minutes(10))) struct CLIPTests {
    static let folder = Fixture.root + "/.deps/clip"

    static func tokenizer(_ typed: [String]? = nil, padding: Int32 = 0) throws -> any Tokenizer {
        try Tokenizers.load(
            TokenizerConfiguration(
                kind: .clipBPE, files: ["bpe_simple_vocab_16e6.txt.gz"], contextLength: 77,
                paddingID: padding,
                typedTokens: typed), folder: folder)
    }

    @Test func `10,000 strings give the ids of open_clip`() throws {
        let expected: ExpectedIDs = try Fixture.decoded("open-clip.json")
        try expected.check(try Self.tokenizer(["<start_of_text>", "<end_of_text>"]))
    }

    @Test func `10,000 strings give the ids of OpenAI's tokenizer`() throws {
        let expected: ExpectedIDs = try Fixture.decoded("openai-clip.json")
        try expected.check(try Self.tokenizer(["<|startoftext|>", "<|endoftext|>"]))
    }

    private func begins(_ ids: [Int32], with beginning: [Int32], then padding: Int32) -> Bool {
        ids.count == 77 && ids.starts(with: beginning)
            && ids.dropFirst(beginning.count).allSatisfy { $0 == padding }
    }

    @Test func `The end is padded as the configuration says`() throws {
        let cat: [Int32] = [49406, 320, 1125, 539, 320, 2368, 49407]
        #expect(begins(try Self.tokenizer().ids(of: " A photo  of a\tCat\n"), with: cat, then: 0))
        #expect(
            begins(try Self.tokenizer(padding: 49407).ids(of: "a photo of a cat"), with: cat, then: 49407))
        #expect(begins(try Self.tokenizer().ids(of: ""), with: [49406, 49407], then: 0))
    }

    /// U+109C7 and U+09BE are no pair, U+09C7 and U+09BE are: the first has the second's number in its lower 16 bits.
    @Test func `Characters beyond 16 bits are composed with nothing of their lower half`() throws {
        let tokenizer = try Self.tokenizer()
        let apart = tokenizer.ids(of: "\u{109C7}\u{9BE}").prefix { $0 != 49407 }
        #expect(
            apart.dropFirst().elementsEqual(
                Self.inside("\u{109C7}", tokenizer) + Self.inside("\u{9BE}", tokenizer)))
        #expect(tokenizer.ids(of: "\u{9C7}\u{9BE}") == tokenizer.ids(of: "\u{9CB}"))
    }

    /// The ids between the start and the end token.
    private static func inside(_ text: String, _ tokenizer: any Tokenizer) -> [Int32] {
        Array(tokenizer.ids(of: text).dropFirst().prefix { $0 != 49407 })
    }

    @Test func `A text that is too long ends with the end token`() throws {
        let tokenizer = try Self.tokenizer()
        for text in [String(repeating: "cat ", count: 200), String(repeating: "猫", count: 10_000)] {
            let ids = tokenizer.ids(of: text)
            #expect(ids.count == 77 && ids.first == 49406 && ids.last == 49407)
        }
        #expect(tokenizer.ids(of: String(repeating: "cat ", count: 75))[75...] == [2368, 49407])
    }

    /// ftfy unpacks one layer after the other, without end; a text may have thousands.
    @Test(arguments: [
        "amp;", "#38;", "Ã\u{A0}", "\u{301}\u{327}", "&abcdefghijklmnopqrstuvwxyz", "\u{1B}[1;",
    ])
    func `A text that was made to take long is answered`(part: String) throws {
        #expect(try Self.tokenizer().ids(of: "&" + String(repeating: part, count: 300_000)).count == 77)
    }

    @Test func `Special tokens can be typed only where the configuration says so`() throws {
        let text = "<|endoftext|>"
        #expect(
            begins(
                try Self.tokenizer(["<|startoftext|>", text]).ids(of: text), with: [49406, 49407, 49407],
                then: 0))
        let ids = try Self.tokenizer(["<start_of_text>", "<end_of_text>"]).ids(of: text)
        #expect(ids[1] != 49407)
        #expect(try Self.tokenizer().ids(of: text) == ids)
    }

    /// Hugging Face's forms of the vocabulary, made from OpenAI's.
    @Test func `All forms of the vocabulary are one`() throws {
        let list = try inflate(
            [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/bpe_simple_vocab_16e6.txt.gz"))),
            .gzip,
            limit: 1 << 24)
        let merges = String(decoding: list, as: UTF8.self).split(separator: "\n").dropFirst().prefix(48_894)
        let files = try Folder([
            "vocab.json": Self.vocabulary(merges), "list.txt": list,
            "merges.txt": Array("#version: 0.2\n\(merges.joined(separator: "\n"))\n".utf8),
            "tokenizer.json": try JSONSerialization.data(withJSONObject: [
                "added_tokens": [],
                "model": ["vocab": Self.pieces(merges), "merges": merges.map(String.init)],
            ]).map { $0 },
        ])
        let text = "Don't stop: 3 naïve cafés, “東京” 👩‍👩‍👧 ΟΔΥΣΣΕΥΣ"
        let expected = try Self.tokenizer().ids(of: text)
        for names in [["list.txt"], ["vocab.json", "merges.txt"], ["tokenizer.json"]] {
            #expect(try files.tokenizer(.clipBPE, names, length: 77).ids(of: text) == expected, "\(names)")
        }
    }

    private static func vocabulary(_ merges: ArraySlice<Substring>) throws -> [UInt8] {
        [UInt8](try JSONSerialization.data(withJSONObject: pieces(merges)))
    }

    private static func pieces(_ merges: ArraySlice<Substring>) -> [String: Int] {
        let printable = Array(0x21...0x7E) + Array(0xA1...0xAC) + Array(0xAE...0xFF)
        let bytes = (printable + Array(256..<324)).compactMap { Unicode.Scalar($0).map(String.init) }
        let all =
            bytes + bytes.map { $0 + "</w>" } + merges.map { $0.filter { $0 != " " } } + [
                "<|startoftext|>", "<|endoftext|>",
            ]
        return Dictionary(uniqueKeysWithValues: zip(all, 0...))
    }

    @Test func `What can't be read is told`() throws {
        let folder = try Folder([
            "short.txt": Array("#version: 0.2\ni n\n".utf8), "damaged.gz": [0x1F, 0x8B, 8, 0],
        ])
        #expect(throws: TokenizerError.damaged(detail: "the vocabulary has 2 merges; 48894 are needed")) {
            try folder.tokenizer(.clipBPE, ["short.txt"])
        }
        #expect(throws: TokenizerError.self) { try folder.tokenizer(.clipBPE, ["damaged.gz"]) }
        for files in [["../short.txt"], [], ["short.txt", "short.txt", "short.txt"]] {
            do {
                _ = try folder.tokenizer(.clipBPE, files)
                Issue.record("\(files) were read")
            } catch {
                guard case .configuration = error else {
                    Issue.record("\(error)")
                    continue
                }
            }
        }
        do {
            _ = try folder.tokenizer(.clipBPE, ["missing.txt"])
            Issue.record("a missing file was read")
        } catch {
            guard case .unreadable(file: "missing.txt", detail: _) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func `A configuration stands in a manifest`() throws {
        let text =
            #"{"kind":"clip-bpe","files":["merges.gz"],"context_length":77,"typed_tokens":["<s>","</s>"]}"#
        let found = try JSONDecoder().decode(TokenizerConfiguration.self, from: Data(text.utf8))
        #expect(
            found
                == TokenizerConfiguration(
                    kind: .clipBPE, files: ["merges.gz"], contextLength: 77, typedTokens: ["<s>", "</s>"]))
        #expect(
            try JSONDecoder().decode(TokenizerConfiguration.self, from: JSONEncoder().encode(found)) == found)
    }
}
