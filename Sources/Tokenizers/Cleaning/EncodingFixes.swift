/// ftfy's `fix_encoding` (version 6.3.1): reads text again that was read in a wrong encoding, until it no longer looks so.
enum EncodingFixes {
    static func fixed(_ text: Scalars) -> Scalars {
        var text = text
        for _ in 0..<TextFixer.maximumRounds {
            let next = step(text)
            if next == text { break }
            text = next
        }
        return text
    }

    private static func step(_ text: Scalars) -> Scalars {
        guard MojibakeSets.isBad(text) else { return text }
        for charmap in Charmap.all {
            guard let bytes = charmap.encoded(text) else { continue }
            if let fixed = decoded(bytes, of: charmap) { return fixed }
        }
        let inconsistent = MojibakeSets.replacingUTF8(in: text) { part in
            part.count < text.count && MojibakeSets.isBad(part) ? fixed(part) : part
        }
        if inconsistent != text { return inconsistent }
        if let bytes = Charmap.latin1.encoded(text), let fixed = windows1252(bytes), fixed != text {
            return fixed
        }
        return withoutC1Controls(text)
    }

    /// The UTF-8 that the bytes are, if they are.
    private static func decoded(_ bytes: [UInt8], of charmap: Charmap) -> Scalars? {
        var bytes = bytes.map { Unicode.Scalar($0) }
        if !charmap.isMacRoman, altered.occur(in: bytes) { bytes = restoringByteA0(bytes) }
        if charmap.isSloppy {
            bytes = lossy.replacing(in: bytes) { _ in ["\u{EF}", "\u{BF}", "\u{BD}"] }
        }
        let raw = bytes.map { UInt8($0.value) }
        return raw.contains(0xED) || raw.contains(0xC0)
            ? UTF8Variants.variants(raw) : UTF8Variants.strict(raw)
    }

    /// No-break spaces that became blanks, where they were a part of a character.
    private static func restoringByteA0(_ bytes: Scalars) -> Scalars {
        var restored: Scalars = []
        for position in bytes.indices {
            restored.append(bytes[position])
            if bytes[position] == "\u{C3}", position + 1 < bytes.count, bytes[position + 1] == " ",
                !continuesAfterA.contains(where: { bytes.has($0, at: position + 2) })
            {
                restored.append("\u{A0}")
            }
        }
        return altered.replacing(in: restored) { part in part.map { $0 == " " ? "\u{A0}" : $0 } }
    }

    /// What Portuguese and Catalan words go on with behind the letter à; elsewhere it is a word of its own.
    private static let continuesAfterA = [" ", "quele", "quela", "quilo", "s "].map { Scalars($0) }

    /// Bytes of a character whose byte A0 became a blank; one byte is one code point here.
    private static let altered = ScalarPatterns(
        [
            #"[\xc2\xc3\xc5\xce\xd0\xd9] [ ]"#,
            #"[\xe2\xe3] [ ] [\x80-\x84\x86-\x9f\xa1-\xbf]"#,
            #"[\xe0-\xe3] [\x80-\x84\x86-\x9f\xa1-\xbf] [ ]"#,
            #"\xf0 [ ] [\x80-\xbf] [\x80-\xbf]"#,
            #"\xf0 [\x80-\xbf] [ ] [\x80-\xbf]"#,
            #"\xf0 [\x80-\xbf] [\x80-\xbf] [ ]"#,
        ].map { ScalarPattern($0) })

    /// Bytes of a character of which some are lost (SUB or a question mark).
    private static let lossy = ScalarPatterns(
        [
            #"[\xc2-\xdf] \x1a"#,
            #"[\xc2-\xc3] [?]"#,
            #"\xed [\xa0-\xaf] [\x1a?] \xed [\xb0-\xbf] [\x1a?\x80-\xbf]"#,
            #"\xed [\xa0-\xaf] [\x1a?\x80-\xbf] \xed [\xb0-\xbf] [\x1a?]"#,
            #"[\xe0-\xef] [\x1a?] [\x1a\x80-\xbf]"#,
            #"[\xe0-\xef] [\x1a\x80-\xbf] [\x1a?]"#,
            #"[\xf0-\xf4] [\x1a?] [\x1a\x80-\xbf] [\x1a\x80-\xbf]"#,
            #"[\xf0-\xf4] [\x1a\x80-\xbf] [\x1a?] [\x1a\x80-\xbf]"#,
            #"[\xf0-\xf4] [\x1a\x80-\xbf] [\x1a\x80-\xbf] [\x1a?]"#,
            #"\x1a"#,
        ].map { ScalarPattern($0) })

    /// Nil where a byte stands for nothing in Windows-1252.
    private static func windows1252(_ bytes: [UInt8]) -> Scalars? {
        let undefined: Set<UInt8> = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
        if bytes.contains(where: undefined.contains) { return nil }
        // The replacement character at SUB is ftfy's alone.
        return bytes.map { $0 == 0x1A ? "\u{1A}" : Charmap.windows1252.decoded($0) }
    }

    /// Control characters from 128 to 159 read as Windows-1252.
    static func withoutC1Controls(_ text: Scalars) -> Scalars {
        text.map { 0x80...0x9F ~= $0.value ? Charmap.windows1252.decoded(UInt8($0.value)) : $0 }
    }
}
