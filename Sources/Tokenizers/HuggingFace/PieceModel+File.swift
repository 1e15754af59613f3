extension PieceModel {
    /// The member `model` of `tokenizer.json`.
    init(_ reader: inout JSONReader) throws(TokenizerError) {
        var parts = Parts()
        try reader.openObject()
        while let name = try reader.nextName() {
            try parts.read(String(decoding: name, as: UTF8.self), &reader)
        }
        switch parts.type {
        case "BPE": self = .bpe(try parts.bpe())
        case "Unigram": self = .unigram(try parts.unigram())
        // Old files do not say.
        case "": self = parts.scored.isEmpty ? .bpe(try parts.bpe()) : .unigram(try parts.unigram())
        default:
            throw .unsupported(
                detail: "tokenizer.json has a model of the type \(parts.type), which isn't known here")
        }
    }
}

/// What a model's members say.
private struct Parts {
    var type = ""
    /// A unigram model's pieces with their scores, by id.
    var scored: [(piece: ArraySlice<UInt8>, score: Double)] = []
    private var vocabulary: Vocabulary?
    private var merges: [MergeHalves] = []
    private var unknown: ArraySlice<UInt8>?
    private var unknownID: Int32?
    private var fusesUnknown = false
    private var byteFallback = false
    private var ignoresMerges = false

    mutating func read(_ name: String, _ reader: inout JSONReader) throws(TokenizerError) {
        switch name {
        case "type": type = String(decoding: try reader.string(), as: UTF8.self)
        case "vocab":
            if reader.peek() == UInt8(ascii: "[") {
                scored = try Self.scored(&reader)
            } else {
                vocabulary = try Vocabulary(&reader)
            }
        case "merges": merges = try BytePairMerges.halves(&reader)
        case "unk_token": if try !reader.takesNull() { unknown = try reader.string() }
        case "unk_id": if try !reader.takesNull() { unknownID = try reader.id() }
        case "fuse_unk": fusesUnknown = try reader.bool()
        case "byte_fallback": byteFallback = try reader.bool()
        case "ignore_merges": ignoresMerges = try reader.bool()
        case "continuing_subword_prefix", "end_of_word_suffix":
            if try !reader.takesNull(), try !reader.string().isEmpty {
                throw .unsupported(detail: "tokenizer.json has a model with \(name), which isn't read here")
            }
        case "dropout":
            if try !reader.takesNull(), try reader.number() != 0 {
                throw .unsupported(detail: "tokenizer.json has a model with dropout, which gives random ids")
            }
        default: try reader.skip()
        }
    }

    /// The array `[["piece", score], …]`.
    private static func scored(_ reader: inout JSONReader) throws(TokenizerError)
        -> [(piece: ArraySlice<UInt8>, score: Double)]
    {
        var scored: [(piece: ArraySlice<UInt8>, score: Double)] = []
        try reader.openArray()
        while try reader.nextElement() {
            try reader.openArray()
            guard try reader.nextElement() else {
                throw .damaged(detail: "a piece of the vocabulary is empty")
            }
            let piece = try reader.string()
            guard try reader.nextElement() else {
                throw .damaged(detail: "a piece of the vocabulary has no score")
            }
            scored.append((piece, try reader.number()))
            guard try !reader.nextElement() else {
                throw .damaged(detail: "a piece of the vocabulary has two scores")
            }
        }
        return scored
    }

    func bpe() throws(TokenizerError) -> CharacterBPE {
        guard let vocabulary else { throw .damaged(detail: "the model of tokenizer.json has no vocabulary") }
        var unknownID: Int32?
        if let unknown { unknownID = try vocabulary.required(unknown) }
        return CharacterBPE(
            vocabulary: vocabulary, merges: try BytePairMerges(merges, of: vocabulary), unknownID: unknownID,
            fusesUnknown: fusesUnknown,
            bytes: byteFallback ? (0...255).map { vocabulary.id(of: ByteAlphabet.fallback($0)) } : [],
            ignoresMerges: ignoresMerges)
    }

    func unigram() throws(TokenizerError) -> UnigramVocabulary {
        guard let unknownID, Int(unknownID) < scored.count else {
            throw .damaged(detail: "the unigram model of tokenizer.json has no piece for what is unknown")
        }
        var trie = PieceTrie()
        var vocabulary = Vocabulary(capacity: scored.count)
        for (id, entry) in scored.enumerated() {
            trie.insert(entry.piece, value: Int32(id))
            vocabulary.set(entry.piece, id: Int32(id))
        }
        let scores = scored.map(\.score)
        let limits = (scores.min() ?? 0, scores.max() ?? 0)
        return UnigramVocabulary(
            pieces: UnigramPieces(trie: trie, scores: scores, limits: limits), unknownID: unknownID,
            bytes: byteFallback ? (0...255).map { vocabulary.id(of: ByteAlphabet.fallback($0)) } : [])
    }
}
