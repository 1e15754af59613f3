/// Strict UTF-8, and the variants of it that ftfy's codec `utf-8-variants` reads: CESU-8 and Java's zero of two bytes.
enum UTF8Variants {
    /// The text of the bytes; nil if they are not UTF-8, which has no surrogates and no longer forms than needed.
    static func strict(_ bytes: some Collection<UInt8>) -> Scalars? {
        String(validating: bytes, as: UTF8.self).map { Scalars($0.unicodeScalars) }
    }

    /// The text of bytes that may also have the variants.
    static func variants(_ bytes: [UInt8]) -> Scalars? {
        var text: Scalars = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let plain = rest.prefix { position in position != 0xC0 && position != 0xED }
            guard let part = strict(plain) else { return nil }
            text += part
            rest = rest.dropFirst(plain.count)
            guard let lead = rest.first else { break }
            guard let (scalar, count) = lead == 0xC0 ? zero(rest) : threeBytes(rest) else { return nil }
            text.append(scalar)
            rest = rest.dropFirst(count)
        }
        return text
    }

    private static func zero(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        // ftfy takes a final line break behind the first byte for the end of the text, and loses it.
        let second = bytes.dropFirst().first
        return second == 0x80 || second == 0xA && bytes.count == 2 ? ("\0", 2) : nil
    }

    /// A character from U+D000 on, or a surrogate, which a second one must follow.
    private static func threeBytes(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        if let plain = strict(bytes.prefix(3)), plain.count == 1 { return (plain[0], 3) }
        let six = Array(bytes.prefix(6))
        guard six.count == 6, six[3] == 0xED, 0xA0...0xAF ~= six[1], 0xB0...0xBF ~= six[4] else { return nil }
        guard 0x80...0xBF ~= six[2], 0x80...0xBF ~= six[5] || six[5] == 0xA && bytes.count == 6 else {
            return nil
        }
        let high = UInt32(six[1] & 0xF) << 16 | UInt32(six[2] & 0x3F) << 10
        let low = UInt32(six[4] & 0xF) << 6 | UInt32(six[5] & 0x3F)
        return Unicode.Scalar(0x10000 + (high | low)).map { ($0, 6) }
    }
}
