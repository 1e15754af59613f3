/// CLIP's tokenizer, as OpenAI's `simple_tokenizer` and open_clip have it.
struct CLIPTokenizer: Tokenizer {
    private let vocabulary: CLIPVocabulary
    private let cleaning: TextCleaning
    private let frame: TokenFrame
    private let words: CLIPWords
    /// The ids of special tokens that are typed as they are.
    private let special: [Scalars: Int32]

    /// - Parameter typed: how the start and the end token are typed; empty where typed ones are text.
    init(vocabulary: CLIPVocabulary, cleaning: TextCleaning, typed: [String], frame: TokenFrame) {
        self.cleaning = cleaning
        self.vocabulary = vocabulary
        self.frame = frame
        let tokens = typed.prefix(2).map { Scalars($0) }
        words = CLIPWords(special: tokens)
        special = Dictionary(zip(tokens, [vocabulary.start, vocabulary.end]), uniquingKeysWith: { $1 })
    }

    func ids(of text: String) -> [Int32] {
        let cleaned = cleaning.cleaned(Scalars(text.unicodeScalars.prefix(maximumTextLength)))
        var ids: [Int32] = []
        for word in words.words(of: cleaned) where ids.count < frame.length {
            if let id = special[Scalars(word)] { ids.append(id) } else { ids += self.ids(ofWord: word) }
        }
        return frame.framed(ids)
    }

    private func ids(ofWord word: ArraySlice<Unicode.Scalar>) -> [Int32] {
        let bytes = Scalars(word).utf8
        var symbols = bytes.map { vocabulary.bytes[Int($0)] }
        if let last = bytes.last { symbols[symbols.count - 1] = vocabulary.finalBytes[Int(last)] }
        return vocabulary.merges.merged(symbols)
    }
}
