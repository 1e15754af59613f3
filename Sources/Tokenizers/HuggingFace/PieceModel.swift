/// The model of `tokenizer.json`: splits a part of a text into ids.
enum PieceModel: Sendable {
    case bpe(CharacterBPE)
    case unigram(UnigramVocabulary)

    func ids(of part: Scalars) -> [Int32] {
        switch self {
        case .bpe(let model): model.ids(of: part)
        case .unigram(let model): model.ids(of: part.utf8)
        }
    }
}

/// Hugging Face's BPE over characters.
struct CharacterBPE: Sendable {
    let vocabulary: Vocabulary
    let merges: BytePairMerges
    let unknownID: Int32?
    let fusesUnknown: Bool
    /// The pieces for single bytes, by byte; empty where there are none.
    let bytes: [Int32?]
    /// Whether a part that is a piece as a whole is not merged.
    let ignoresMerges: Bool

    func ids(of part: Scalars) -> [Int32] {
        if ignoresMerges, let id = vocabulary.id(of: part.utf8) { return [id] }
        var symbols: [Int32] = []
        // An unknown piece waits for the next known one.
        var isPending = false
        for scalar in part {
            let text = [scalar].utf8
            if let id = vocabulary.id(of: text) {
                if isPending, let unknownID { symbols.append(unknownID) }
                isPending = false
                symbols.append(id)
                continue
            }
            let fallback = bytes.isEmpty ? [] : text.compactMap { bytes[Int($0)] }
            if fallback.count == text.count {
                symbols += fallback
            } else {
                if isPending, !fusesUnknown, let unknownID { symbols.append(unknownID) }
                isPending = true
            }
        }
        if isPending, let unknownID { symbols.append(unknownID) }
        return merges.merged(symbols)
    }
}

/// Hugging Face's unigram model.
struct UnigramVocabulary: Sendable {
    let pieces: UnigramPieces<Double>
    let unknownID: Int32
    /// The pieces for single bytes, by byte; empty where there are none.
    let bytes: [Int32?]

    func ids(of text: [UInt8]) -> [Int32] {
        var ids: [Int32] = []
        var unknown: [UInt8] = []
        func flush() {
            let fallback = bytes.isEmpty ? [] : unknown.compactMap { bytes[Int($0)] }
            if !unknown.isEmpty { ids += fallback.count == unknown.count ? fallback : [unknownID] }
            unknown = []
        }
        for piece in pieces.pieces(of: text) {
            // The unknown piece may be typed, and is then fused with what is unknown beside it.
            if let id = piece.value, id != unknownID {
                flush()
                ids.append(id)
            } else {
                unknown += text[piece.range]
            }
        }
        flush()
        return ids
    }
}
