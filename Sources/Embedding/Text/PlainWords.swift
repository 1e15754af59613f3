internal import Foundation

/// Words as they are compared: lower case, without accents and punctuation.
enum PlainWords {
    /// The words of a text.
    static func split(_ text: String) -> [String] { words(ofFolded: folded(text)) }

    /// In lower case, without accents and apostrophes; for a long text at once, since this takes its time.
    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
            .replacing("'", with: "").replacing("’", with: "")
    }

    /// Splits at everything that is no letter and no digit.
    static func words(ofFolded text: some StringProtocol) -> [String] {
        let parts: [Substring] = Substring(text).split { !$0.isLetter && !$0.isNumber }
        return parts.map(String.init)
    }

    /// The word itself, then what it may be the plural or the singular of. Irregular plurals stand in the word list.
    static func forms(of word: String) -> [String] {
        var forms = [word]
        if word.count > 3 {
            if word.hasSuffix("ies") { forms.append(word.dropLast(3) + "y") }
            if word.hasSuffix("ves") { forms += [word.dropLast(3) + "f", word.dropLast(3) + "fe"] }
            if word.hasSuffix("es") { forms.append(String(word.dropLast(2))) }
            if word.hasSuffix("s"), !word.hasSuffix("ss") { forms.append(String(word.dropLast())) }
        }
        return forms + [word + "s"]
    }
}
