/// Writes a message of Protocol Buffers (protobuf.dev/programming-guides/encoding). Values that are a field's default are
/// left out, as in proto3.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    private enum Wire: UInt64 {
        case varint = 0
        case fixed64 = 1
        case length = 2
        case fixed32 = 5
    }

    mutating func string(_ field: UInt64, _ text: String) {
        if !text.isEmpty { data(field, Array(text.utf8)) }
    }

    /// Bytes, or the bytes of a message, even if there are none.
    mutating func data(_ field: UInt64, _ data: [UInt8]) {
        key(field, .length)
        varint(UInt64(data.count))
        bytes += data
    }

    mutating func message(_ field: UInt64, _ body: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        body(&inner)
        data(field, inner.bytes)
    }

    mutating func number(_ field: UInt64, _ value: UInt64) {
        if value != 0 { present(field, value) }
    }

    /// A number that is written even if it is 0, as in a `oneof`.
    mutating func present(_ field: UInt64, _ value: UInt64) {
        key(field, .varint)
        varint(value)
    }

    mutating func fixed64(_ field: UInt64, _ value: UInt64) {
        key(field, .fixed64)
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }

    mutating func fixed32(_ field: UInt64, _ value: UInt32) {
        key(field, .fixed32)
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }

    private mutating func key(_ field: UInt64, _ wire: Wire) { varint(field << 3 | wire.rawValue) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
