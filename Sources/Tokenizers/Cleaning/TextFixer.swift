/// ftfy's `fix_text` (version 6.3.1, Robyn Speer, Apache License 2.0) with its default settings: text as it was meant.
///
/// Entities become characters, text that was read in a wrong encoding is read again, ligatures of Latin letters and
/// full-width forms become plain, quotation marks straight; control characters and terminal escapes go; the rest is in
/// Unicode's normalization form C.
enum TextFixer {
    /// How often a line is gone through until nothing changes; ftfy has no limit, which some texts were made to use up.
    static let maximumRounds = 64

    static func fixed(_ text: Scalars) -> Scalars {
        if isPlain(text) { return text }
        var result: Scalars = []
        // Text with a `<` is taken for HTML, whose entities stay; so does what comes after it.
        var unescapes = true
        var position = 0
        while position < text.count {
            let end = text[position...].firstIndex(of: "\n").map { $0 + 1 } ?? text.count
            let line = Scalars(text[position..<end])
            if line.contains("<") { unescapes = false }
            result += fixedLine(line, unescapes: unescapes)
            position = end
        }
        return result
    }

    /// Whether nothing in it is ever changed.
    private static func isPlain(_ text: Scalars) -> Bool {
        text.allSatisfy { (0x20..<0x7F).contains($0.value) && $0 != "&" }
    }

    private static func fixedLine(_ line: Scalars, unescapes: Bool) -> Scalars {
        var line = line
        for _ in 0..<maximumRounds {
            var next = unescapes ? HTMLEntities.shared.unescapedUnambiguous(line) : line
            next = EncodingFixes.fixed(next)
            next = Normalization.nfc(CharacterFixes.fixed(next))
            if next == line { break }
            line = next
        }
        return line
    }
}
