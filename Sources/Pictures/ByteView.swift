/// Bounds-checked reading of someone else's bytes: what lies outside is `nil`, never a trap.
///
/// Wraps the caller's buffer without owning it: sound as long as it does not outlive the call it was made in, so
/// it is never stored beyond one, and not `Sendable`. Every access is checked against the buffer's bounds.
struct ByteView {
    enum ByteOrder { case little, big }

    private let buffer: UnsafeRawBufferPointer

    init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

    var count: Int { buffer.count }
    var raw: UnsafeRawBufferPointer { buffer }

    /// For C functions that read bytes. Sound: `UInt8` may view any memory, and nothing is written through it.
    var start: UnsafePointer<UInt8>? { buffer.bindMemory(to: UInt8.self).baseAddress }

    func byte(at offset: Int) -> UInt8? {
        offset >= 0 && offset < buffer.count ? buffer[offset] : nil
    }

    func uint16(at offset: Int, _ order: ByteOrder) -> Int? { unsigned(at: offset, count: 2, order) }
    func uint24(at offset: Int, _ order: ByteOrder) -> Int? { unsigned(at: offset, count: 3, order) }
    func uint32(at offset: Int, _ order: ByteOrder) -> Int? { unsigned(at: offset, count: 4, order) }

    /// `nil` also where the number does not fit `Int`.
    func uint64(at offset: Int, _ order: ByteOrder) -> Int? {
        unsigned(at: offset, count: 8, order)
    }

    /// A number of `count` bytes, 8 at most.
    func unsigned(at offset: Int, count: Int, _ order: ByteOrder) -> Int? {
        guard offset >= 0, count <= buffer.count, offset <= buffer.count - count else { return nil }
        var value: UInt64 = 0
        for index in 0..<count {
            let byte = buffer[offset + (order == .big ? index : count - 1 - index)]
            value = value << 8 | UInt64(byte)
        }
        return Int(exactly: value)
    }

    func int32(at offset: Int, _ order: ByteOrder) -> Int? {
        uint32(at: offset, order).map { Int(Int32(truncatingIfNeeded: $0)) }
    }

    func has(_ expected: [UInt8], at offset: Int) -> Bool {
        guard let part = slice(offset, count: expected.count) else { return false }
        return part.buffer.elementsEqual(expected)
    }

    func has(_ expected: String, at offset: Int) -> Bool { has(Array(expected.utf8), at: offset) }

    /// `count` bytes as text, for the four-letter codes of containers.
    func string(at offset: Int, count: Int) -> String? {
        slice(offset, count: count).map { String(decoding: $0.buffer, as: UTF8.self) }
    }

    func slice(_ offset: Int, count: Int) -> ByteView? {
        guard offset >= 0, count >= 0, count <= buffer.count, offset <= buffer.count - count else {
            return nil
        }
        return ByteView(UnsafeRawBufferPointer(rebasing: buffer[offset..<(offset + count)]))
    }

    /// From `offset` to the end; empty where `offset` is outside.
    func suffix(from offset: Int) -> ByteView {
        guard (0...buffer.count).contains(offset) else {
            return ByteView(UnsafeRawBufferPointer(start: nil, count: 0))
        }
        return ByteView(UnsafeRawBufferPointer(rebasing: buffer[offset...]))
    }

    func prefix(_ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer.prefix(count))
    }
}
