/// Reads the fields of a protobuf message one by one.
struct ProtobufReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    enum Value {
        case varint(UInt64)
        case fixed32(UInt32)
        case fixed64
        case bytes(ArraySlice<UInt8>)
    }

    /// The next field; nil at the end.
    mutating func next() throws(TokenizerError) -> (field: UInt64, value: Value)? {
        guard position < bytes.endIndex else { return nil }
        let tag = try varint()
        switch tag & 7 {
        case 0: return (tag >> 3, .varint(try varint()))
        case 1:
            _ = try take(8)
            return (tag >> 3, .fixed64)
        case 2: return (tag >> 3, .bytes(try take(try varint())))
        case 5:
            let number = try take(4).reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
            return (tag >> 3, .fixed32(number))
        default: throw .damaged(detail: "it is no protobuf message (at byte \(position))")
        }
    }

    private mutating func varint() throws(TokenizerError) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 64, by: 7) {
            guard position < bytes.endIndex else { break }
            let byte = bytes[position]
            position += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw .damaged(detail: "it is no protobuf message (at byte \(position))")
    }

    private mutating func take(_ count: UInt64) throws(TokenizerError) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.endIndex - position) else { throw .damaged(detail: "it is cut short") }
        defer { position += Int(count) }
        return bytes[position..<position + Int(count)]
    }
}
