internal import CLookalikeZlib

/// The CRC-32 of zip and gzip (ISO 3309), a piece at a time.
///
///     var crc = CRC32()
///     crc.update(Array("123456789".utf8))
///     crc.value   // 0xCBF43926
public struct CRC32: Sendable {
    /// Of all bytes so far; 0 of none.
    public private(set) var value: UInt32 = 0

    /// Of no bytes.
    public init() {}

    /// Takes the next bytes.
    public mutating func update(_ bytes: [UInt8]) {
        value = bytes.withUnsafeBufferPointer { czlib_crc32(value, $0.baseAddress, $0.count) }
    }
}
