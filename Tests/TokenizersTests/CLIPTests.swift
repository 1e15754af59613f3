import Foundation
import LookalikeTokenizers
import Testing

@Suite(.timeLimit(.minutes(1))) struct CLIPTests {
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
}
