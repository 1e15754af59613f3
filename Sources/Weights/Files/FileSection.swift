internal import LookalikeZlib

/// Some bytes of a file, as they are or deflated. Nothing is read until it is asked for.
struct FileSection: Sendable {
    let file: InputFile
    /// Where they begin in the file.
    let offset: Int
    /// How many they are.
    let count: Int
    /// How many bytes of the file they are if they are deflated.
    var deflatedCount: Int?
    /// The CRC-32 of all bytes, where the file says it. It is checked when all of them are read.
    var crc: UInt32?

    /// - Precondition: `range` lies within the section.
    func bytes(_ range: Range<Int>) throws(WeightFileError) -> [UInt8] {
        guard let deflatedCount else {
            let bytes = try file.bytes(at: offset + range.lowerBound, count: range.count)
            if range == 0..<count { try check(bytes) }
            return bytes
        }
        let packed = try file.bytes(at: offset, count: deflatedCount)
        let bytes: [UInt8]
        do throws(InflateError) {
            bytes = try inflate(packed, .raw, expecting: count, limit: count)
        } catch {
            throw .damaged(detail: "the data at byte \(offset) can't be inflated: \(error)")
        }
        guard bytes.count == count else {
            throw .damaged(
                detail: "the data at byte \(offset) are \(bytes.count) bytes when inflated, not \(count)")
        }
        try check(bytes)
        return range == 0..<count ? bytes : Array(bytes[range])
    }

    private func check(_ bytes: [UInt8]) throws(WeightFileError) {
        var found = CRC32()
        if crc != nil { found.update(bytes) }
        try check(found)
    }

    /// - Parameter found: of all bytes.
    func check(_ found: CRC32) throws(WeightFileError) {
        guard let crc, crc != found.value else { return }
        throw .damaged(detail: "the data at byte \(offset) don't have the checksum that the archive says")
    }

    func allBytes() throws(WeightFileError) -> [UInt8] { try bytes(0..<count) }
}

extension [UInt8] {
    /// The little-endian number at an offset.
    ///
    /// - Precondition: all its bytes are there.
    func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number {
        precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= count)
        return withUnsafeBytes {
            Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self))
        }
    }
}
