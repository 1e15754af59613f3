/// Splits cleaned text into the words that CLIP's tokenizers encode one by one.
///
/// Their regular expression, without regard to case: a special token, `'s|'t|'re|'ve|'m|'ll|'d`, letters, one number, or
/// anything else but blanks. Marks that combine with letters are neither letters nor numbers.
struct CLIPWords: Sendable {
    /// The special tokens, in small letters.
    let special: [Scalars]

    func words(of text: Scalars) -> [ArraySlice<Unicode.Scalar>] {
        var words: [ArraySlice<Unicode.Scalar>] = []
        var position = 0
        while position < text.count {
            let end = self.end(of: text, from: position)
            if end > position { words.append(text[position..<end]) }
            position = max(end, position + 1)
        }
        return words
    }

    /// Where the word ends that begins at `start`; `start` if none does.
    private func end(of text: Scalars, from start: Int) -> Int {
        // All of these begin with one of two characters.
        if text[start] == "<" || text[start] == "'" {
            for tokens in [special, Self.contractions] {
                for token in tokens where Self.matches(text, token, at: start) { return start + token.count }
            }
        }
        let kind = Kind(text[start])
        switch kind {
        case .none: return start
        case .number: return start + 1
        case .letter, .other: return text[start...].firstIndex { Kind($0) != kind } ?? text.count
        }
    }

    private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map { Scalars($0) }

    private static func matches(_ text: Scalars, _ token: Scalars, at start: Int) -> Bool {
        guard text[start] == token[0], start + token.count <= text.count else { return false }
        // The long s is the one letter of these that remains when a text is lowered and yet differs in case alone.
        return zip(text[start...], token).allSatisfy { $0 == $1 || $0 == "ſ" && $1 == "s" }
    }

    private enum Kind {
        case none, letter, number, other

        init(_ scalar: Unicode.Scalar) {
            if scalar.isASCII {
                self =
                    scalar.isASCIILetter
                    ? .letter : scalar.isASCIIDigit ? .number : PythonText.isSpace(scalar) ? .none : .other
            } else if scalar.isLetter {
                self = .letter
            } else if scalar.isNumber {
                self = .number
            } else if scalar == "\u{345}" {
                // The iota below is a mark, but without regard to case the letter ι is the same: it is in neither set.
                self = .none
            } else {
                self = scalar.properties.isWhitespace ? .none : .other
            }
        }
    }
}
