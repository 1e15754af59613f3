/// The first 4096 bytes of a code file, all little-endian:
///
/// | bytes | |
/// |---|---|
/// | 0 ..< 8 | "LKLKCOD\0" |
/// | 8 ..< 12 | format version, 1 |
/// | 12 ..< 16 | dimension D |
/// | 16 ..< 32 | identity of the vector file that the codes are of |
/// | 32 ..< 4092 | zeros |
/// | 4092 ..< 4096 | CRC-32C of the bytes before it |
struct CodeFileHeader: Equatable {
    static let version: UInt32 = 1
    static let size = 4096
    private static let magic = Array("LKLKCOD\0".utf8)

    let dimension: Int
    let identity: VectorFile.Identity

    /// Whether the bytes begin like a code file of any version, which may be rebuilt.
    static func isOurs(_ bytes: [UInt8]) -> Bool { bytes.isEmpty || bytes.starts(with: magic) }

    /// Whether a file that begins with these bytes (8192, or all) has exactly this header.
    func isOf(_ start: [UInt8]) -> Bool {
        start.count == CodeLayout.firstChunk && Array(start[..<Self.size]) == bytes
    }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.size)
        bytes.replaceSubrange(0..<8, with: Self.magic)
        bytes.replaceSubrange(16..<32, with: identity.bytes)
        bytes.withUnsafeMutableBytes { raw in
            raw.storeBytes(of: Self.version.littleEndian, toByteOffset: 8, as: UInt32.self)
            raw.storeBytes(of: UInt32(dimension).littleEndian, toByteOffset: 12, as: UInt32.self)
            let checksum = crc32c(UnsafeRawBufferPointer(rebasing: raw.dropLast(4)))
            raw.storeBytes(of: checksum.littleEndian, toByteOffset: Self.size - 4, as: UInt32.self)
        }
        return bytes
    }
}
