/// sentencepiece's normalization of a text before it is split.
struct SentencePieceNormalizer: Sendable {
    private let charsmap: Charsmap?
    /// Pieces that stay as they are.
    private let userDefined: PieceTrie
    private let addsPrefix: Bool
    private let spaceIsSuffix: Bool
    private let removesExtraSpaces: Bool
    private let space: [UInt8]

    init(_ file: SentencePieceFile, userDefined: PieceTrie) throws(TokenizerError) {
        charsmap = file.charsmap.isEmpty ? nil : try Charsmap(file.charsmap)
        self.userDefined = userDefined
        addsPrefix = file.addsPrefix
        spaceIsSuffix = file.spaceIsSuffix
        removesExtraSpaces = file.removesExtraSpaces
        space = Array(file.escapesSpaces ? "▁".utf8 : " ".utf8)
    }

    /// - Parameter text: UTF-8.
    func normalized(_ text: [UInt8]) -> [UInt8] {
        var position = 0
        if removesExtraSpaces {
            while position < text.count {
                let (length, replacement) = prefix(text, at: position)
                guard replacement.elementsEqual([0x20]) else { break }
                position += length
            }
        }
        guard position < text.count else { return [] }
        var result: [UInt8] = addsPrefix && !spaceIsSuffix ? space : []
        var followsSpace = removesExtraSpaces
        while position < text.count {
            let (length, replacement) = prefix(text, at: position)
            position += length
            let part = followsSpace ? replacement.drop { $0 == 0x20 } : replacement
            for byte in part { if byte == 0x20 { result += space } else { result.append(byte) } }
            if let last = part.last { followsSpace = removesExtraSpaces && last == 0x20 }
        }
        if removesExtraSpaces {
            while result.count >= space.count, result.suffix(space.count) == space[...] {
                result.removeLast(space.count)
            }
        }
        return addsPrefix && spaceIsSuffix ? result + space : result
    }

    /// How much of the text is replaced next, and by what.
    private func prefix(_ text: [UInt8], at position: Int) -> (Int, ArraySlice<UInt8>) {
        if let (length, _) = userDefined.longest(text, at: position) {
            return (length, text[position..<position + length])
        }
        if let (length, replacement) = charsmap?.longest(text, at: position) { return (length, replacement) }
        let length = min(text.count - position, text[position].characterLength)
        return (length, text[position..<position + length])
    }
}
