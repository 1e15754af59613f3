/// Finds the pieces that a text begins with.
struct PieceTrie: Sendable {
    /// The next node by node and byte.
    private var edges: [UInt64: Int32] = [:]
    /// What stands for the piece that ends at a node; negative where none does.
    private var values: [Int32] = [-1]

    var isEmpty: Bool { edges.isEmpty }

    /// The first value of two equal pieces counts.
    mutating func insert(_ piece: some Collection<UInt8>, value: Int32) {
        var node: Int32 = 0
        for byte in piece {
            let key = Self.key(node, byte)
            if let next = edges[key] {
                node = next
            } else {
                node = Int32(values.count)
                edges[key] = node
                values.append(-1)
            }
        }
        if node > 0, values[Int(node)] < 0 { values[Int(node)] = value }
    }

    private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 {
        UInt64(UInt32(bitPattern: node)) << 8 | UInt64(byte)
    }

    /// The pieces that begin at a position, the shortest first.
    func matches(_ text: [UInt8], at start: Int, _ found: (_ length: Int, _ value: Int32) -> Void) {
        var node: Int32 = 0
        var position = start
        while position < text.count, let next = edges[Self.key(node, text[position])] {
            node = next
            position += 1
            if values[Int(node)] >= 0 { found(position - start, values[Int(node)]) }
        }
    }

    /// The longest piece that begins at a position.
    func longest(_ text: [UInt8], at start: Int) -> (length: Int, value: Int32)? {
        var longest: (Int, Int32)?
        matches(text, at: start) { longest = ($0, $1) }
        return longest
    }
}

extension UInt8 {
    /// How many bytes the UTF-8 character has that begins with this one.
    var characterLength: Int {
        switch self {
        case 0..<0xC0: 1
        case 0xC0..<0xE0: 2
        case 0xE0..<0xF0: 3
        default: 4
        }
    }
}
