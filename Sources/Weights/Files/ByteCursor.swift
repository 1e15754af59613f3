internal import LookalikeZlib

/// Reads a section of a file, or bytes in memory, from beginning to end, a block at a time.
struct ByteCursor {
    private let section: FileSection?
    private var buffer: [UInt8]
    /// In the buffer.
    private var position = 0
    /// Where in the section the block after the present one begins.
    private var nextBlock: Int
    private let count: Int
    /// Of the blocks so far; nil once one was passed.
    private var crc: CRC32? = CRC32()

    private static let blockSize = 1 << 16

    /// - Parameter section: deflated ones are inflated at once.
    init(_ section: FileSection) throws(WeightFileError) {
        count = section.count
        let isPacked = section.deflatedCount != nil
        self.section = isPacked ? nil : section
        buffer = isPacked ? try section.allBytes() : []
        nextBlock = buffer.count
    }

    /// Where the next byte is, from the section's beginning.
    var offset: Int { nextBlock - buffer.count + position }

    /// The next `count` bytes, which are left.
    ///
    /// - Precondition: the section is no deflated one.
    func upcoming(_ count: Int) throws(WeightFileError) -> FileSection {
        guard let section else { preconditionFailure("inflated bytes are not in the file") }
        guard count >= 0, count <= left else { throw atEnd }
        return FileSection(file: section.file, offset: section.offset + offset, count: count)
    }

    /// Bytes that are left.
    var left: Int { count - offset }

    mutating func byte() throws(WeightFileError) -> UInt8 {
        if position == buffer.count { try fill() }
        defer { position += 1 }
        return buffer[position]
    }

    mutating func bytes(_ count: Int) throws(WeightFileError) -> [UInt8] {
        guard count <= left else { throw atEnd }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            if position == buffer.count { try fill() }
            let end = min(buffer.count, position + count - bytes.count)
            bytes += buffer[position..<end]
            position = end
        }
        return bytes
    }

    /// A little-endian number.
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(WeightFileError) -> Number {
        try bytes(MemoryLayout<Number>.size).number(type, at: 0)
    }

    /// The bytes up to a line's end, which is passed.
    mutating func line() throws(WeightFileError) -> [UInt8] {
        let longest = 1 << 20
        var line: [UInt8] = []
        while true {
            let byte = try byte()
            if byte == 0x0A { return line }
            line.append(byte)
            guard line.count <= longest else {
                throw .damaged(detail: "a line before byte \(offset) is longer than 1 MB")
            }
        }
    }

    /// Passes bytes, which are not read.
    mutating func skip(_ count: Int) throws(WeightFileError) {
        guard count >= 0, count <= left else { throw atEnd }
        let target = offset + count
        if target <= nextBlock {
            position += count
        } else {
            buffer = []
            position = 0
            nextBlock = target
            crc = nil
        }
    }

    private mutating func fill() throws(WeightFileError) {
        guard let section, nextBlock < count else { throw atEnd }
        let end = min(count, nextBlock + Self.blockSize)
        buffer = try section.bytes(nextBlock..<end)
        nextBlock = end
        position = 0
        crc?.update(buffer)
        if let crc, end == count { try section.check(crc) }
    }

    private var atEnd: WeightFileError {
        .damaged(detail: "it ends at byte \(count), in the middle of a value")
    }
}
