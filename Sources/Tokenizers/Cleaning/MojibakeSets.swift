/// Which sequences of characters show that UTF-8 was read in another encoding (mojibake): the heuristic of ftfy 6.3.1
/// (Robyn Speer, Apache License 2.0), its module `badness` and the detector of its module `chardata`.
enum MojibakeSets {
    private static let sets = table.mapValues { ScalarSet(hex: $0) }

    /// Whether some of the text looks like mojibake.
    static func isBad(_ text: Scalars) -> Bool {
        text.contains { !$0.isASCII } && bad.occur(in: text)
    }

    /// The text with what looks like UTF-8 in another encoding replaced.
    static func replacingUTF8(in text: Scalars, _ replacement: (Scalars) -> Scalars) -> Scalars {
        var result: Scalars = []
        var position = 0
        while position < text.count {
            var end = position
            if position == 0 || !continuation.contains(text[position - 1]) {
                while end < text.count, let count = characters.match(text, at: end) { end += count }
            }
            if end > position {
                result += replacement(Scalars(text[position..<end]))
                position = end
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }

    private static let continuation = sets["utf8_continuation_strict"] ?? ScalarSet([])

    /// A character of two, three and four bytes.
    private static let characters = ScalarPatterns(
        [
            "[{utf8_first_of_2}] [{utf8_continuation}]",
            "[{utf8_first_of_3}] [{utf8_continuation}] [{utf8_continuation}]",
            "[{utf8_first_of_4}] [{utf8_continuation}] [{utf8_continuation}] [{utf8_continuation}]",
        ].map { ScalarPattern($0, names: sets) })

    private static let bad = ScalarPatterns(
        notations.split(separator: "\n").map { ScalarPattern(String($0), names: sets) })

    /// One a line. `\s?` of the original is two lines here.
    private static let notations = #"""
        [{c1}]
        [{bad}{lower_accented}{upper_accented}{box}{start_punctuation}{end_punctuation}{currency}{numeric}{law}] [{bad}]
        [a-zA-Z] [{lower_common}{upper_common}] [{bad}]
        [{bad}] [{lower_accented}{upper_accented}{box}{start_punctuation}{end_punctuation}{currency}{numeric}{law}]
        [{lower_accented}{lower_common}{box}{end_punctuation}{currency}{numeric}] [{upper_accented}]
        [{box}{end_punctuation}{currency}{numeric}] [{lower_accented}]
        [{lower_accented}{box}{end_punctuation}] [{currency}]
        \s [{upper_accented}] [{currency}]
        [{upper_accented}{box}] [{numeric}{law}]
        [{lower_accented}{upper_accented}{box}{currency}{end_punctuation}] [{start_punctuation}] [{numeric}]
        [{lower_accented}{upper_accented}{currency}{numeric}{box}{law}] [{end_punctuation}] [{start_punctuation}]
        [{currency}{numeric}{box}] [{start_punctuation}]
        [a-z] [{upper_accented}] [{start_punctuation}{currency}]
        [{box}] [{kaomoji}]
        [{lower_accented}{upper_accented}{currency}{numeric}{start_punctuation}{end_punctuation}{law}] [{box}]
        [{box}] [{end_punctuation}]
        [{lower_accented}{upper_accented}] [{start_punctuation}{end_punctuation}] \w
        [Œœ] [^A-Za-z]
        [{upper_accented}] °
        [ÂÃÎÐ] [€œŠš¢£Ÿž\xa0\xad®©°·»{start_punctuation}{end_punctuation}–—´]
        × [²³]
        [ØÙ] [{common}{currency}{bad}{numeric}{start_punctuation}ŸŠ®°µ»] [ØÙ] [{common}{currency}{bad}{numeric}{start_punctuation}ŸŠ®°µ»]
        à [²µ¹¼½¾]
        √ [±∂†≠®™´≤≥¥µø]
        ≈ [°¢]
        ‚ Ä [ìîïòôúùû†°¢π]
        ‚ [âó] [àä°ê]
        в Ђ
        [ВГРС] [{c1}{bad}{start_punctuation}{end_punctuation}{currency}°µ] [ВГРС]
        Г ў В Ђ В . [A-Za-z ]
        Ã [\xa0¡]
        [a-z] [ÃÂ] [ ]
        [a-z] \s [ÃÂ] [ ]
        ^ [ÃÂ] [ ]
        [a-z.,?!{end_punctuation}] Â [ {start_punctuation}{end_punctuation}]
        β € [™\xa0Ά\xad®°]
        [ΒΓΞΟ] [{c1}{bad}{start_punctuation}{end_punctuation}{currency}°] [ΒΓΞΟ]
        ā €
        """#
}
