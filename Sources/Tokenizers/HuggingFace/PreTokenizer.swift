/// A pre-tokenizer of `tokenizer.json`: splits normalized text into parts that are encoded one by one.
indirect enum PreTokenizer: Sendable {
    case sequence([PreTokenizer])
    case whitespaceSplit
    case split(TextPattern, DelimiterBehavior)
    case metaspace(Metaspace)

    struct Metaspace: Sendable {
        enum Prepending: String, Sendable { case always, first, never }

        /// What stands for a blank.
        let replacement: Unicode.Scalar
        let prepending: Prepending
        let splits: Bool
    }

    /// - Parameter isFirst: whether the text begins with the first of these parts.
    func parts(of parts: [Scalars], isFirst: Bool) -> [Scalars] {
        switch self {
        case .sequence(let steps): steps.reduce(parts) { $1.parts(of: $0, isFirst: isFirst) }
        case .whitespaceSplit:
            parts.flatMap {
                DelimiterBehavior.removed.parts(of: $0, delimiters: TextPattern.spaces.ranges(in: $0))
            }
        case .split(let pattern, let behavior):
            parts.flatMap { behavior.parts(of: $0, delimiters: pattern.ranges(in: $0)) }
        case .metaspace(let metaspace):
            parts.enumerated().flatMap { metaspace.parts(of: $1, isFirst: isFirst && $0 == 0) }
        }
    }
}

extension PreTokenizer.Metaspace {
    fileprivate func parts(of text: Scalars, isFirst: Bool) -> [Scalars] {
        var text = text.map { $0 == " " ? replacement : $0 }
        let prepends =
            switch prepending {
            case .always: true
            case .first: isFirst
            case .never: false
            }
        if prepends, let first = text.first, first != replacement { text.insert(replacement, at: 0) }
        guard splits else { return text.isEmpty ? [] : [text] }
        let marks = text.indices.filter { text[$0] == replacement }.map { $0..<$0 + 1 }
        return DelimiterBehavior.mergedWithNext.parts(of: text, delimiters: marks)
    }
}
