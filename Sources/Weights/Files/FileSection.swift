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

    /// - Precondition: `range` lies within the section.
    func bytes(_ range: Range<Int>) throws(WeightFileError) -> [UInt8] {
        guard let deflatedCount else {
            return try file.bytes(at: offset + range.lowerBound, count: range.count)
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
        return range == 0..<count ? bytes : Array(bytes[range])
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
