/// The parts of a sentencepiece model (`sentencepiece_model.proto`) that matter for splitting text.
struct SentencePieceFile {
    struct Piece {
        enum Kind: UInt64 {
            case normal = 1
            case unknown, control, userDefined, unused, byte
        }

        var text: ArraySlice<UInt8> = []
        var score: Float = 0
        var kind = Kind.normal
    }

    /// By id.
    private(set) var pieces: [Piece] = []
    private(set) var isBPE = false
    private(set) var byteFallback = false
    private(set) var unknownID: Int32 = 0
    private(set) var startID: Int32 = 1
    private(set) var endID: Int32 = 2
    private(set) var spaceIsSuffix = false
    /// The normalization's table; empty for none.
    private(set) var charsmap: ArraySlice<UInt8> = []
    private(set) var addsPrefix = true
    private(set) var removesExtraSpaces = true
    private(set) var escapesSpaces = true

    init(_ bytes: [UInt8]) throws(TokenizerError) {
        var reader = ProtobufReader(bytes[...])
        while let (field, value) = try reader.next() {
            guard case .bytes(let message) = value else { continue }
            switch field {
            case 1: pieces.append(try Self.piece(message))
            case 2: try readTrainer(message)
            case 3: try readNormalizer(message)
            default: break
            }
        }
        guard !pieces.isEmpty, pieces.count < 1 << 24 else { throw .damaged(detail: "it has no pieces") }
        guard unknownID >= 0, Int(unknownID) < pieces.count, pieces[Int(unknownID)].kind == .unknown else {
            throw .damaged(detail: "it has no piece for what is unknown")
        }
    }

    private static func piece(_ message: ArraySlice<UInt8>) throws(TokenizerError) -> Piece {
        var reader = ProtobufReader(message)
        var piece = Piece()
        while let (field, value) = try reader.next() {
            switch (field, value) {
            case (1, .bytes(let text)): piece.text = text
            case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
            case (3, .varint(let kind)):
                guard let kind = Piece.Kind(rawValue: kind) else {
                    throw .unsupported(
                        detail: "the sentencepiece model has a piece of the unknown type \(kind)")
                }
                piece.kind = kind
            default: break
            }
        }
        guard !piece.text.isEmpty, piece.score.isFinite else { throw .damaged(detail: "a piece is empty") }
        return piece
    }

    private mutating func readTrainer(_ message: ArraySlice<UInt8>) throws(TokenizerError) {
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            guard case .varint(let number) = value else { continue }
            switch field {
            case 3:
                guard number == 1 || number == 2 else {
                    throw .unsupported(detail: "the sentencepiece model is neither unigram nor BPE")
                }
                isBPE = number == 2
            case 24: spaceIsSuffix = number != 0
            case 35: byteFallback = number != 0
            case 40: unknownID = Int32(truncatingIfNeeded: number)
            case 41: startID = Int32(truncatingIfNeeded: number)
            case 42: endID = Int32(truncatingIfNeeded: number)
            default: break
            }
        }
    }

    private mutating func readNormalizer(_ message: ArraySlice<UInt8>) throws(TokenizerError) {
        var reader = ProtobufReader(message)
        while let (field, value) = try reader.next() {
            switch (field, value) {
            case (2, .bytes(let table)): charsmap = table
            case (3, .varint(let number)): addsPrefix = number != 0
            case (4, .varint(let number)): removesExtraSpaces = number != 0
            case (5, .varint(let number)): escapesSpaces = number != 0
            default: break
            }
        }
    }
}
