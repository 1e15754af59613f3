/// transformers' `SiglipTokenizer`: sentencepiece around its own cleaning, with typed special tokens.
struct SiglipTokenizer: Tokenizer {
    private let model: SentencePieceModel
    private let frame: TokenFrame
    private let endID: Int32
    private let special: AddedTokens
    /// How many ids the typed unknown token has, which is put before each part and cut off again: so its first word
    /// begins with a blank.
    private let unknownCount: Int
    private let unknown: Scalars

    init(_ file: SentencePieceFile, frame: TokenFrame, endID: Int32) throws(TokenizerError) {
        model = try SentencePieceModel(file)
        self.frame = frame
        self.endID = endID
        var tokens: [AddedTokens.Token] = []
        for id in [endID, file.unknownID] where file.pieces.indices.contains(Int(id)) {
            tokens.append(
                AddedTokens.Token(
                    id: id, content: Array(file.pieces[Int(id)].text), takesLeft: true, takesRight: true))
        }
        special = AddedTokens(tokens)
        unknown = Scalars(String(decoding: file.pieces[Int(file.unknownID)].text, as: UTF8.self))
        unknownCount = model.ids(of: unknown).count
    }

    func ids(of text: String) -> [Int32] {
        let scalars = Scalars(text.unicodeScalars.prefix(maximumTextLength)).map { $0 == "▁" ? " " : $0 }
        var ids: [Int32] = []
        for part in special.parts(of: ["▁"] + scalars) {
            switch part {
            case .token(let id): ids.append(id)
            case .text(let text):
                let part = model.ids(of: unknown + TextCleaning.siglip.cleaned(text))
                ids += part.count >= unknownCount ? part[unknownCount...] : part[...]
            }
        }
        // An end that was typed is not repeated.
        if ids.last == endID { ids.removeLast() }
        return frame.framed(ids)
    }
}
