/// The longest text that is read, in code points: the ids of what is behind would be cut off. It bounds the time that a
/// text takes which was made to take long.
let maximumTextLength = 4_096

/// How a text is cleaned before it is split into tokens.
public enum TextCleaning: String, Codable, Sendable, CaseIterable {
    /// Not at all.
    case none
    /// As CLIP does: ftfy, HTML entities, blanks, small letters.
    case clip
    /// As open_clip does for SigLIP (`canonicalize`): ftfy, HTML entities, no punctuation, small letters, blanks.
    case canonical
    /// As transformers' SigLIP tokenizer does: small letters, no punctuation, blanks.
    case siglip
    /// As transformers' SigLIP 2 tokenizer does: small letters, each character by itself.
    case lowercase
}

extension TextCleaning {
    func cleaned(_ text: Scalars) -> Scalars {
        switch self {
        case .none: text
        case .clip: PythonText.lowered(PythonText.collapsed(Self.basic(text)))
        case .canonical:
            PythonText.collapsed(
                PythonText.lowered(
                    PythonText.withoutPunctuation(Self.basic(text).map { $0 == "_" ? " " : $0 })))
        case .siglip: PythonText.collapsed(PythonText.withoutPunctuation(PythonText.lowered(text)))
        case .lowercase: PythonText.loweredSingly(text)
        }
    }

    /// open_clip's `basic_clean`, which is OpenAI's.
    private static func basic(_ text: Scalars) -> Scalars {
        let fixed = TextFixer.fixed(text)
        return PythonText.stripped(HTMLEntities.shared.unescaped(HTMLEntities.shared.unescaped(fixed)))
    }
}
