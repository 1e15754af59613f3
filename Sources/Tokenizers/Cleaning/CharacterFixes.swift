/// The fixes of single characters in ftfy 6.3.1's `fix_text`, in its order.
enum CharacterFixes {
    static func fixed(_ text: Scalars) -> Scalars {
        let widened = EncodingFixes.withoutC1Controls(text).flatMap { scalar in
            if scalar.isASCII { return [scalar] }
            return (ligatures[scalar] ?? [scalar]).flatMap { widths[$0] ?? [$0] }
        }
        return withoutControls(withoutTerminalEscapes(withPlainBreaks(widened.map(straightened))))
    }

    private static func straightened(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x201C...0x201F: "\""
        case 0x2BC, 0x2018...0x201B: "'"
        default: scalar
        }
    }

    private static func withPlainBreaks(_ text: Scalars) -> Scalars {
        var result: Scalars = []
        result.reserveCapacity(text.count)
        for (position, scalar) in text.enumerated() {
            switch scalar {
            case "\n" where position > 0 && text[position - 1] == "\r": continue
            case "\r", "\u{85}", "\u{2028}", "\u{2029}": result.append("\n")
            default: result.append(scalar)
            }
        }
        return result
    }

    /// Without sequences such as `ESC[36;44m`.
    private static func withoutTerminalEscapes(_ text: Scalars) -> Scalars {
        guard text.contains("\u{1B}") else { return text }
        var result: Scalars = []
        var rest = text[...]
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}", rest.first == "[" {
                let behind = rest.dropFirst().drop {
                    $0 == ";" || $0.properties.generalCategory == .decimalNumber
                }
                if behind.first?.isASCIILetter ?? false {
                    rest = behind.dropFirst()
                    continue
                }
            }
            result.append(scalar)
        }
        return result
    }

    private static func withoutControls(_ text: Scalars) -> Scalars {
        text.filter { scalar in
            switch scalar.value {
            case 0...8, 0xB, 0xE...0x1F, 0x7F, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: false
            default: true
            }
        }
    }

    private static let ligatures: [Unicode.Scalar: Scalars] = [
        "Ĳ": "IJ", "ĳ": "ij", "ŉ": "ʼn", "Ǳ": "DZ", "ǲ": "Dz", "ǳ": "dz", "Ǆ": "DŽ", "ǅ": "Dž", "ǆ": "dž",
        "Ǉ": "LJ",
        "ǈ": "Lj", "ǉ": "lj", "Ǌ": "NJ", "ǋ": "Nj", "ǌ": "nj", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "ſt", "ﬆ": "st",
    ].mapValues { Scalars($0) }

    /// Full-width and half-width forms, and the ideographic space.
    private static let widths: [Unicode.Scalar: Scalars] = {
        var widths: [Unicode.Scalar: Scalars] = ["\u{3000}": [" "]]
        for word in widthTable.split(whereSeparator: \.isWhitespace) {
            let codes = word.split { $0 == "=" || $0 == "+" }.compactMap {
                UInt32($0, radix: 16).flatMap(Unicode.Scalar.init)
            }
            widths[codes[0]] = Scalars(codes.dropFirst())
        }
        return widths
    }()
}
