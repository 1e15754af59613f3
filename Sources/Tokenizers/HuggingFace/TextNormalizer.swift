/// A normalizer of `tokenizer.json`.
indirect enum TextNormalizer: Sendable {
    case sequence([TextNormalizer])
    case lowercase
    case nfc
    case nfd
    case replace(TextPattern, Scalars)
    case prepend(Scalars)
    case strip(left: Bool, right: Bool)
    case precompiled(Charsmap)

    func normalized(_ text: Scalars) -> Scalars {
        switch self {
        case .sequence(let steps): return steps.reduce(text) { $1.normalized($0) }
        case .lowercase: return PythonText.loweredSingly(text)
        case .nfc: return Normalization.nfc(text)
        case .nfd: return Normalization.nfd(text)
        case .replace(let pattern, let content): return pattern.replacing(in: text, with: content)
        case .prepend(let beginning): return text.isEmpty ? text : beginning + text
        case .strip(let left, let right):
            var part = text[...]
            if left { part = part.drop { $0.properties.isWhitespace } }
            if right { while part.last?.properties.isWhitespace ?? false { part.removeLast() } }
            return Scalars(part)
        case .precompiled(let charsmap): return charsmap.normalizedByGraphemes(text)
        }
    }
}
