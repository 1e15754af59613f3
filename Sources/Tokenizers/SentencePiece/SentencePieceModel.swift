/// A model of the library sentencepiece: splits text as its `SentencePieceProcessor.encode` does.
struct SentencePieceModel: Sendable {
    private let normalizer: SentencePieceNormalizer
    private let algorithm: Algorithm
    private let vocabulary: Vocabulary
    /// The pieces for single bytes, by byte; empty where unknown characters are unknown.
    private let bytes: [Int32]
    let unknownID: Int32

    private enum Algorithm: Sendable {
        /// Its values are ids.
        case unigram(UnigramPieces<Float>)
        case bpe(SentencePieceBPE)
    }

    init(_ file: SentencePieceFile) throws(TokenizerError) {
        var userDefined = PieceTrie()
        var vocabulary = Vocabulary(capacity: file.pieces.count)
        for (id, piece) in file.pieces.enumerated() {
            if piece.kind == .userDefined { userDefined.insert(piece.text, value: Int32(id)) }
            vocabulary.set(piece.text, id: Int32(id))
        }
        normalizer = try SentencePieceNormalizer(file, userDefined: userDefined)
        self.vocabulary = vocabulary
        unknownID = file.unknownID
        var bytes: [Int32] = []
        if file.byteFallback {
            for byte in 0...255 { bytes.append(try vocabulary.required(ByteAlphabet.fallback(UInt8(byte)))) }
        }
        self.bytes = bytes
        algorithm =
            file.isBPE
            ? .bpe(SentencePieceBPE(file, userDefined: userDefined)) : .unigram(Self.unigram(file))
    }

    private static func unigram(_ file: SentencePieceFile) -> UnigramPieces<Float> {
        var trie = PieceTrie()
        var preferred: Set<Int32> = []
        for (id, piece) in file.pieces.enumerated() where piece.kind == .normal || piece.kind == .userDefined
        {
            trie.insert(piece.text, value: Int32(id))
            if piece.kind == .userDefined { preferred.insert(Int32(id)) }
        }
        let scores = file.pieces.map(\.score)
        let normal = file.pieces.filter { $0.kind == .normal }.map(\.score)
        return UnigramPieces(
            trie: trie, scores: scores, preferred: preferred, limits: (normal.min() ?? 0, normal.max() ?? 0))
    }

    func ids(of text: Scalars) -> [Int32] {
        let normalized = normalizer.normalized(text.utf8)
        var ids: [Int32] = []
        var followsUnknown = false
        for (range, id) in found(in: normalized) {
            if let id {
                ids.append(id)
            } else if !bytes.isEmpty {
                ids += normalized[range].map { bytes[Int($0)] }
            } else if !followsUnknown {
                // Unknown characters side by side are one piece.
                ids.append(unknownID)
            }
            followsUnknown = id == nil
        }
        return ids
    }

    /// The pieces of a normalized text, without an id where they are unknown.
    private func found(in text: [UInt8]) -> [(Range<Int>, Int32?)] {
        switch algorithm {
        case .unigram(let pieces): pieces.pieces(of: text).map { ($0.range, $0.value) }
        case .bpe(let pieces):
            pieces.ranges(of: text).map { range in
                let id = vocabulary.id(of: text[range])
                return (range, id == unknownID ? nil : id)
            }
        }
    }
}
