/// A tokenizer of Hugging Face's `tokenizer.json`.
struct HuggingFaceTokenizer: Tokenizer {
    let file: TokenizerFile
    let cleaning: TextCleaning
    let frame: TokenFrame
    private let rawTokens: AddedTokens
    private let normalizedTokens: AddedTokens

    init(file: TokenizerFile, cleaning: TextCleaning, frame: TokenFrame) {
        self.file = file
        self.cleaning = cleaning
        self.frame = frame
        rawTokens = AddedTokens(file.addedTokens.filter { !$0.isNormalized })
        normalizedTokens = AddedTokens(
            file.addedTokens.filter(\.isNormalized).map { token in
                var token = token
                let content = Scalars(String(decoding: token.content, as: UTF8.self))
                token.content = (file.normalizer?.normalized(content) ?? content).utf8
                return token
            })
    }

    func ids(of text: String) -> [Int32] {
        let cleaned = cleaning.cleaned(Scalars(text.unicodeScalars.prefix(maximumTextLength)))
        var ids: [Int32] = []
        var isFirst = true
        for part in rawTokens.parts(of: cleaned) where ids.count < frame.length {
            switch part {
            case .token(let id): ids.append(id)
            case .text(let text):
                let normalized = file.normalizer?.normalized(text) ?? text
                for part in normalizedTokens.parts(of: normalized) {
                    switch part {
                    case .token(let id): ids.append(id)
                    case .text(let text): ids += self.ids(ofPart: text, isFirst: isFirst)
                    }
                    isFirst = false
                }
            }
            isFirst = false
        }
        return frame.framed(ids)
    }

    private func ids(ofPart text: Scalars, isFirst: Bool) -> [Int32] {
        let parts = file.preTokenizer?.parts(of: [text], isFirst: isFirst) ?? [text]
        return parts.flatMap { file.model.ids(of: $0) }
    }
}
