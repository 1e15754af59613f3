/// CLIP's byte-pair vocabulary: 256 bytes, the same at the end of a word, merges, and two special tokens.
struct CLIPVocabulary: Sendable {
    /// The ids of bytes inside a word and at its end.
    let bytes: [Int32]
    let finalBytes: [Int32]
    let merges: BytePairMerges
    let start: Int32
    let end: Int32

    /// What stands behind the last letter of a word.
    static let endOfWord = Array("</w>".utf8)

    private init(_ vocabulary: Vocabulary, merges: BytePairMerges, start: Int32, end: Int32)
        throws(TokenizerError)
    {
        var bytes: [Int32] = []
        var finalBytes: [Int32] = []
        for character in ByteAlphabet.characters {
            bytes.append(try vocabulary.required(character))
            finalBytes.append(try vocabulary.required(character + Self.endOfWord))
        }
        self.bytes = bytes
        self.finalBytes = finalBytes
        self.merges = merges
        self.start = start
        self.end = end
    }

    /// OpenAI's `bpe_simple_vocab_16e6.txt`: a line about the version, then a merge a line, of which the first 48,894
    /// are used.
    init(list: [UInt8]) throws(TokenizerError) {
        let lines = list.split(
            separator: UInt8(ascii: "\n"), maxSplits: Self.mergeCount + 1, omittingEmptySubsequences: false
        ).dropFirst()
        guard lines.count >= Self.mergeCount else {
            throw .damaged(detail: "the vocabulary has \(lines.count) merges; \(Self.mergeCount) are needed")
        }
        var vocabulary = Vocabulary(capacity: 50_000)
        for ending in [[], Self.endOfWord] {
            for byte in ByteAlphabet.bytes {
                vocabulary.set(ByteAlphabet.characters[Int(byte)] + ending, id: Int32(vocabulary.count))
            }
        }
        var merges = BytePairMerges(capacity: Self.mergeCount)
        for (rank, line) in lines.prefix(Self.mergeCount).enumerated() {
            let (left, right) = try BytePairMerges.halves(line: line)
            let id = Int32(vocabulary.count)
            merges.set(
                try vocabulary.required(left), try vocabulary.required(right), becomes: id, rank: Int32(rank))
            vocabulary.set(left + right, id: id)
        }
        guard vocabulary.count == 512 + Self.mergeCount else {
            throw .damaged(detail: "two merges of the vocabulary make the same piece")
        }
        let next = Int32(vocabulary.count)
        try self.init(vocabulary, merges: merges, start: next, end: next + 1)
    }

    /// 49,152 pieces in the vocabulary as it was planned, less bytes and special tokens.
    private static let mergeCount = 49_152 - 256 - 2

    /// Hugging Face's `vocab.json` and `merges.txt`.
    init(vocabulary: [UInt8], merges: [UInt8]) throws(TokenizerError) {
        var reader = JSONReader(vocabulary)
        let pieces = try Vocabulary(&reader)
        try reader.finish()
        var lines = merges.split(separator: UInt8(ascii: "\n"))
        if lines.first?.starts(with: "#version".utf8) ?? false { lines.removeFirst() }
        var halves: [MergeHalves] = []
        for line in lines { halves.append(try BytePairMerges.halves(line: line)) }
        try self.init(pieces, merges: halves)
    }

    /// The model of Hugging Face's `tokenizer.json`.
    init(tokenizer: [UInt8]) throws(TokenizerError) {
        var reader = JSONReader(tokenizer)
        var vocabulary: Vocabulary?
        var merges: [MergeHalves] = []
        try reader.openObject()
        while let name = try reader.nextName() {
            guard name.elementsEqual("model".utf8) else {
                try reader.skip()
                continue
            }
            try reader.openObject()
            while let name = try reader.nextName() {
                switch String(decoding: name, as: UTF8.self) {
                case "vocab": vocabulary = try Vocabulary(&reader)
                case "merges": merges = try BytePairMerges.halves(&reader)
                default: try reader.skip()
                }
            }
        }
        try reader.finish()
        guard let vocabulary else { throw .damaged(detail: "tokenizer.json has no vocabulary") }
        try self.init(vocabulary, merges: merges)
    }

    private init(_ vocabulary: Vocabulary, merges: [MergeHalves]) throws(TokenizerError) {
        try self.init(
            vocabulary, merges: try BytePairMerges(merges, of: vocabulary),
            start: try vocabulary.required("<|startoftext|>".utf8),
            end: try vocabulary.required("<|endoftext|>".utf8))
    }
}
