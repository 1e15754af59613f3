internal import Crypto
internal import Foundation

/// The paths of a company's images, in one block of memory.
struct ImageNames: Sendable {
    /// Where each path ends in `text`.
    private var ends: [UInt32] = []
    private var text: [UInt8] = []

    init() {}

    var count: Int { ends.count }
    var byteCount: Int { 4 * ends.count + text.count }

    subscript(row: Int) -> String {
        let start = row == 0 ? 0 : Int(ends[row - 1])
        return String(decoding: text[start..<Int(ends[row])], as: UTF8.self)
    }

    /// Whether one of the images has this path; a linear search.
    func contains(_ path: String) -> Bool {
        let wanted = Array(path.utf8)
        return ends.indices.contains { row in
            let start = row == 0 ? 0 : Int(ends[row - 1])
            return Int(ends[row]) - start == wanted.count
                && text[start..<Int(ends[row])].elementsEqual(wanted)
        }
    }

    /// - Throws: ``EngineError/storageDamaged(_:)`` if the paths exceed 4 GB.
    mutating func append(_ path: String) throws(EngineError) {
        text += Array(path.utf8)
        guard let end = UInt32(exactly: text.count) else {
            throw .storageDamaged("the names of the images take more than 4 GB")
        }
        ends.append(end)
    }

    /// The count, the ends and the text, little-endian.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + byteCount)
        withUnsafeBytes(of: UInt64(ends.count).littleEndian) { bytes += Array($0) }
        for end in ends { withUnsafeBytes(of: end.littleEndian) { bytes += Array($0) } }
        return bytes + text
    }

    /// - Returns: nil if the bytes are not valid.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= 8 else { return nil }
        (ends, text) = bytes.withUnsafeBytes { raw -> ([UInt32], [UInt8]) in
            let count = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
            guard count <= UInt64((raw.count - 8) / 4) else { return ([], [1]) }
            let ends = (0..<Int(count)).map { row in
                UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 8 + 4 * row, as: UInt32.self))
            }
            return (ends, Array(raw[(8 + 4 * Int(count))...]))
        }
        guard zip(ends, ends.dropFirst()).allSatisfy(<=), Int(ends.last ?? 0) == text.count else {
            return nil
        }
    }
}
