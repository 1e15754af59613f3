import LookalikeTokenizers
import Testing

/// Small models of sentencepiece, trained for these tests with the settings of SigLIP's and SigLIP 2's.
@Suite(.timeLimit(.minutes(10))) struct SentencePieceTests {
    private static func tokenizer(
        _ kind: TokenizerConfiguration.Kind, _ file: String, padding: Int32, cleaning: TextCleaning? = nil,
        end: Int32? = nil
    ) throws -> any Tokenizer {
        try Tokenizers.load(
            TokenizerConfiguration(
                kind: kind, files: [file], contextLength: 64, paddingID: padding, endID: end,
                cleaning: cleaning),
            folder: Fixture.folder)
    }

    @Test func `A unigram model gives the ids of sentencepiece`() throws {
        let expected: ExpectedIDs = try Fixture.decoded("unigram-ids.json")
        try expected.check(try Self.tokenizer(.sentencePiece, "unigram.model", padding: 1))
    }

    @Test func `A BPE model with bytes gives the ids of sentencepiece`() throws {
        let expected: ExpectedIDs = try Fixture.decoded("bpe-ids.json")
        try expected.check(try Self.tokenizer(.sentencePiece, "bpe.model", padding: 0))
    }

    @Test func `SigLIP's own tokenizer gives the ids of transformers`() throws {
        let expected: ExpectedIDs = try Fixture.decoded("siglip-ids.json")
        try expected.check(try Self.tokenizer(.sentencePiece, "unigram.model", padding: 1, cleaning: .siglip))
    }

    @Test func `SigLIP's fast tokenizer gives the ids of open_clip`() throws {
        let expected: ExpectedIDs = try Fixture.decoded("t5-ids.json")
        try expected.check(try Self.tokenizer(.huggingFace, "t5.json", padding: 1, cleaning: .canonical))
    }

    @Test func `SigLIP 2's tokenizer gives the ids of transformers`() throws {
        let expected: ExpectedIDs = try Fixture.decoded("gemma-ids.json")
        try expected.check(try Self.tokenizer(.huggingFace, "gemma.json", padding: 0, end: 1))
    }
}
