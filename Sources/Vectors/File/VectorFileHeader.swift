/// The first 4096 bytes of a vector file, all little-endian:
///
/// | bytes | |
/// |---|---|
/// | 0 ..< 8 | "LKLKVEC\0" |
/// | 8 ..< 12 | format version, 1 |
/// | 12 ..< 16 | dimension D |
/// | 16 ..< 20 | row stride in bytes |
/// | 20 ..< 24 | flags, none defined: 0 |
/// | 24 ..< 40 | identity: 16 random bytes, another for every file ever made |
/// | 40 ..< 4092 | zeros |
/// | 4092 ..< 4096 | CRC-32C of the bytes before it |
struct VectorFileHeader: Equatable {
    static let version: UInt32 = 1
    private static let magic = Array("LKLKVEC\0".utf8)
    private static let size = RowLayout.headerSize

    let dimension: Int
    let identity: VectorFile.Identity

    init(dimension: Int, identity: VectorFile.Identity) {
        self.dimension = dimension
        self.identity = identity
    }

    /// Reads the header of the file at `path` from its first bytes, 4096 or all there are.
    init(_ bytes: [UInt8], path: String) throws(VectorFileError) {
        guard bytes.starts(with: Self.magic) else { throw .foreign(path: path) }
        guard bytes.count == Self.size else {
            throw .damaged(path: path, reason: "it ends within its header")
        }
        func field(_ offset: Int) -> UInt32 {
            UInt32(littleEndian: bytes.withUnsafeBytes { $0.load(fromByteOffset: offset, as: UInt32.self) })
        }
        // The version first: another version may use another checksum.
        guard field(8) == Self.version else { throw .unknownVersion(path: path, version: field(8)) }
        guard field(Self.size - 4) == bytes.dropLast(4).withUnsafeBytes({ crc32c($0) }) else {
            throw .damaged(path: path, reason: "its header does not match its checksum")
        }
        dimension = Int(field(12))
        identity = VectorFile.Identity(bytes: bytes[24..<40])
        guard 1...IndexError.maximumDimension ~= dimension,
            Int(field(16)) == RowLayout(dimension: dimension).stride, field(20) == 0
        else {
            throw .damaged(path: path, reason: "its header makes no sense")
        }
    }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.size)
        bytes.replaceSubrange(0..<8, with: Self.magic)
        bytes.replaceSubrange(24..<40, with: identity.bytes)
        bytes.withUnsafeMutableBytes { raw in
            func store(_ value: UInt32, _ offset: Int) {
                raw.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
            }
            store(Self.version, 8)
            store(UInt32(dimension), 12)
            store(UInt32(RowLayout(dimension: dimension).stride), 16)
            store(crc32c(UnsafeRawBufferPointer(rebasing: raw.dropLast(4))), Self.size - 4)
        }
        return bytes
    }
}

extension VectorFile {
    /// Identifies a vector file, so that row numbers are never applied to another one.
    public struct Identity: Sendable, Hashable, CustomStringConvertible {
        /// 16 of them.
        public let bytes: [UInt8]

        init(bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

        static func random() -> Identity {
            Identity(bytes: (0..<16).map { _ in UInt8.random(in: .min ... .max) })
        }

        /// 32 lower-case hexadecimal digits.
        public var description: String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}
