/// The added tokens of `tokenizer.json`: found in a text before it is encoded, the leftmost and of these the longest.
struct AddedTokens: Sendable {
    struct Token: Sendable {
        var id: Int32 = 0
        var content: [UInt8] = []
        /// Whether it takes the blanks at its sides.
        var takesLeft = false
        var takesRight = false
        /// Whether it is looked for in normalized text.
        var isNormalized = true
    }

    /// A part of a text: a token, or what is between tokens.
    enum Part {
        case token(Int32)
        case text(Scalars)
    }

    private let tokens: [Token]
    private let trie: PieceTrie

    init(_ tokens: [Token]) {
        self.tokens = tokens
        var trie = PieceTrie()
        for (number, token) in tokens.enumerated() { trie.insert(token.content, value: Int32(number)) }
        self.trie = trie
    }

    func parts(of text: Scalars) -> [Part] {
        guard !trie.isEmpty else { return text.isEmpty ? [] : [.text(text)] }
        let bytes = text.utf8
        var parts: [Part] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            guard let (length, number) = trie.longest(bytes, at: position) else {
                position += bytes[position].characterLength
                continue
            }
            let token = tokens[Int(number)]
            var before = Scalars(String(decoding: bytes[start..<position], as: UTF8.self))
            if token.takesLeft { while before.last?.properties.isWhitespace ?? false { before.removeLast() } }
            if !before.isEmpty { parts.append(.text(before)) }
            parts.append(.token(token.id))
            position += length
            start = position
            if token.takesRight {
                let behind = Scalars(String(decoding: bytes[position...], as: UTF8.self))
                start += Scalars(behind.prefix { $0.properties.isWhitespace }).utf8.count
                position = start
            }
        }
        if start < bytes.count {
            parts.append(.text(Scalars(String(decoding: bytes[start...], as: UTF8.self))))
        }
        return parts
    }
}
