/// The characters that stand for bytes in byte-level vocabularies (GPT-2's `bytes_to_unicode`): printable ones of Latin-1
/// for themselves, and U+0100 and on for the others.
enum ByteAlphabet {
    /// Those of Latin-1 in the order in which such vocabularies begin, then the others.
    static let bytes: [UInt8] = printable + (0...255).filter { !printable.contains($0) }

    private static let printable: [UInt8] = Array(0x21...0x7E) + Array(0xA1...0xAC) + Array(0xAE...0xFF)

    /// The UTF-8 of each byte's character, by byte.
    static let characters: [[UInt8]] = {
        var characters: [[UInt8]] = Array(repeating: [], count: 256)
        for (number, byte) in bytes.enumerated() {
            let code = number < printable.count ? UInt32(byte) : UInt32(256 + number - printable.count)
            if let scalar = Unicode.Scalar(code) { characters[Int(byte)] = [scalar].utf8 }
        }
        return characters
    }()

    /// The piece that stands for a byte in vocabularies of characters, such as `<0x0A>`.
    static func fallback(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]] + Array(">".utf8)
    }
}
