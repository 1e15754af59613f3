/// Percent-encoding in paths (RFC 3986, section 2.1).
enum PercentEncoding {
    /// The decoded text; nil if it is invalid.
    ///
    /// Foundation's decoder drops a byte order mark, so that two names would mean one thing.
    static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = digit(rest.popFirst()), let low = digit(rest.popFirst()) else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        byte.flatMap { Character(UnicodeScalar($0)).hexDigitValue.map(UInt8.init) }
    }
}
