internal import Foundation

/// Words as they are compared: lower case, without accents and punctuation.
enum PlainWords {
    /// Splits at everything that is no letter, digit or apostrophe; apostrophes are left out.
    static func split(_ text: some StringProtocol) -> [String] {
        String(text).folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil
        )
        .replacing("'", with: "").replacing("’", with: "")
        .split { !$0.isLetter && !$0.isNumber }
        .map(String.init)
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
