/// A message of Protocol Buffers under construction, with parts that are only fetched when it is written.
///
/// Ours, because writing ONNX needs five kinds of field: swift-protobuf would be one more package and a build step that
/// generates code, and it holds a whole message in memory before its first byte can be written.
/// The encoding is described at protobuf.dev/programming-guides/encoding.
struct ProtobufMessage {
    enum Piece {
        case bytes([UInt8])
        case initializer(Initializer)
    }

    private(set) var pieces: [Piece] = []
    /// Bytes of all pieces.
    private(set) var count = 0

    mutating func add(_ field: Int, integer: Int) {
        append(Self.varint(UInt64(field) << 3 | 0) + Self.varint(UInt64(bitPattern: Int64(integer))))
    }

    mutating func add(_ field: Int, float: Float) {
        let bits = float.bitPattern.littleEndian
        append(Self.varint(UInt64(field) << 3 | 5) + withUnsafeBytes(of: bits) { Array($0) })
    }

    mutating func add(_ field: Int, _ text: String) {
        append(Self.head(field, count: text.utf8.count) + text.utf8)
    }

    mutating func add(_ field: Int, _ message: ProtobufMessage) {
        append(Self.head(field, count: message.count))
        for piece in message.pieces {
            switch piece {
            case .bytes(let bytes): append(bytes)
            case .initializer(let initializer): append(initializer)
            }
        }
    }

    /// The elements of a tensor, fetched when the message is written.
    mutating func add(_ field: Int, elementsOf initializer: Initializer) {
        append(Self.head(field, count: initializer.byteCount))
        append(initializer)
    }

    private mutating func append(_ initializer: Initializer) {
        pieces.append(.initializer(initializer))
        count += initializer.byteCount
    }

    private mutating func append(_ bytes: [UInt8]) {
        count += bytes.count
        if case .bytes(var last)? = pieces.last {
            // Taken out first, so that it is not copied.
            pieces.removeLast()
            last += bytes
            pieces.append(.bytes(last))
        } else {
            pieces.append(.bytes(bytes))
        }
    }

    private static func head(_ field: Int, count: Int) -> [UInt8] {
        varint(UInt64(field) << 3 | 2) + varint(UInt64(count))
    }

    /// Seven bits in each byte, the lowest first.
    static func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}
