/// The pieces of a vocabulary with their ids.
struct Vocabulary: Sendable {
    private(set) var pieces: PieceTable
    /// By the pieces' numbers.
    private var ids: [Int32] = []

    init(capacity: Int) { pieces = PieceTable(capacity: capacity) }

    var count: Int { pieces.count }

    /// Gives a piece an id; the first of two counts.
    mutating func set(_ piece: some Collection<UInt8>, id: Int32) {
        if pieces.append(piece) { ids.append(id) }
    }

    func id(of piece: some Collection<UInt8>) -> Int32? { pieces.number(of: piece).map { ids[$0] } }

    /// The id of a piece without which the vocabulary is of no use.
    func required(_ piece: some Collection<UInt8>) throws(TokenizerError) -> Int32 {
        guard let id = id(of: piece) else {
            let text = String(decoding: piece.prefix(60), as: UTF8.self)
            throw .damaged(detail: "the vocabulary lacks the piece \(text.debugDescription)")
        }
        return id
    }

    /// The id of the piece that two others make.
    func required(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) throws(TokenizerError) -> Int32 {
        if let number = pieces.number(of: left, and: right) { return ids[number] }
        // To be told.
        return try required(left + right)
    }

    /// The object `{"piece": id, …}`.
    init(_ reader: inout JSONReader) throws(TokenizerError) {
        self.init(capacity: 65_536)
        try reader.openObject()
        while let piece = try reader.nextName() { set(piece, id: try reader.id()) }
    }
}

/// The two halves of a merge.
typealias MergeHalves = (left: ArraySlice<UInt8>, right: ArraySlice<UInt8>)

extension BytePairMerges {
    /// - Parameter merges: the best first.
    init(_ merges: [MergeHalves], of vocabulary: Vocabulary) throws(TokenizerError) {
        self.init(capacity: merges.count)
        for (rank, (left, right)) in merges.enumerated() {
            set(
                try vocabulary.required(left), try vocabulary.required(right),
                becomes: try vocabulary.required(left, right), rank: Int32(rank))
        }
    }

    /// The array `["a b", …]` or, as it is written since 2024, `[["a", "b"], …]`.
    static func halves(_ reader: inout JSONReader) throws(TokenizerError) -> [MergeHalves] {
        var merges: [MergeHalves] = []
        try reader.openArray()
        while try reader.nextElement() {
            if reader.peek() == UInt8(ascii: "[") {
                merges.append(try pair(&reader))
            } else {
                merges.append(try Self.halves(line: try reader.string()))
            }
        }
        return merges
    }

    /// The array `["a", "b"]`.
    private static func pair(_ reader: inout JSONReader) throws(TokenizerError) -> MergeHalves {
        let wrong = TokenizerError.damaged(detail: "a merge is not of two pieces")
        try reader.openArray()
        guard try reader.nextElement() else { throw wrong }
        let left = try reader.string()
        guard try reader.nextElement() else { throw wrong }
        let right = try reader.string()
        guard try !reader.nextElement() else { throw wrong }
        return (left, right)
    }

    /// The halves of a line of a list.
    static func halves(line: ArraySlice<UInt8>) throws(TokenizerError) -> MergeHalves {
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        let space = UInt8(ascii: " ")
        guard let middle = line.firstIndex(of: space), middle > line.startIndex, line.last != space,
            !line[(middle + 1)...].contains(space)
        else {
            let text = String(decoding: line.prefix(40), as: UTF8.self)
            throw .damaged(detail: "a line of the merges is \(text.debugDescription)")
        }
        return (line[..<middle], line[(middle + 1)...])
    }
}
