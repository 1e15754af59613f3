/// PNG (ISO/IEC 15948) without compression: for pictures so small that it would save little.
public enum PNGEncoder {
    /// - Parameter pixels: of at most 2³¹ − 1 pixels a side.
    public static func encode(_ pixels: PixelBuffer) -> [UInt8] {
        var rows: [UInt8] = []
        let width = 3 * pixels.width
        rows.reserveCapacity((width + 1) * pixels.height)
        for row in 0..<pixels.height {
            // The filter "none".
            rows.append(0)
            rows += pixels.bytes[row * width..<(row + 1) * width]
        }
        // 8 bits of each of red, green and blue, not interlaced.
        let header = bigEndian(UInt32(pixels.width)) + bigEndian(UInt32(pixels.height)) + [8, 2, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
            + chunk("IDAT", stored(rows)) + chunk("IEND", [])
    }

    /// A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for begin in stride(from: 0, to: bytes.count, by: 65_535) {
            let block = bytes[begin..<min(begin + 65_535, bytes.count)]
            let length = UInt16(block.count)
            stream.append(block.endIndex == bytes.count ? 1 : 0)
            stream += [UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)]
            stream += block
        }
        return stream + bigEndian(adler(bytes))
    }

    private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(crc(body))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }

    /// RFC 1950, section 8.
    private static func adler(_ bytes: [UInt8]) -> UInt32 {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return b << 16 | a
    }

    /// The PNG specification, annex D.
    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF as UInt32) { table[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
}
