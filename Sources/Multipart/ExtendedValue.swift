/// The extended form of a header parameter, `UTF-8'en'na%C3%AFve.jpg` (RFC 5987 §3.2, now RFC 8187).
enum ExtendedValue {
    /// The text of an extended value in UTF-8 or ISO-8859-1; nil where its charset is another, or where it
    /// is malformed or holds a control character.
    static func decode(_ value: String) -> String? {
        let pieces = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, let bytes = percentDecoded(pieces[2].utf8) else { return nil }
        let text: String? =
            switch pieces[0].lowercased() {
            case "utf-8": String(validating: bytes, as: UTF8.self)
            case "iso-8859-1": String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
            default: nil
            }
        guard let text, !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return nil
        }
        return text
    }

    private static func percentDecoded(_ text: Substring.UTF8View) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }
}
