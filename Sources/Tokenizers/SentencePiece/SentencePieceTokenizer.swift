/// A tokenizer of a sentencepiece model.
struct SentencePieceTokenizer: Tokenizer {
    let model: SentencePieceModel
    let cleaning: TextCleaning
    let frame: TokenFrame

    func ids(of text: String) -> [Int32] {
        frame.framed(model.ids(of: cleaning.cleaned(Scalars(text.unicodeScalars.prefix(maximumTextLength)))))
    }
}
