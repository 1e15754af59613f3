/// Splits a text into the ids of a text network's vocabulary.
public protocol Tokenizer: Sendable {
    /// As many ids as the network takes: special tokens added, cut or padded as the model's authors do.
    ///
    /// Only the first 4,096 code points of a text are read: they fill the places of every known model, unless most are blanks.
    func ids(of text: String) -> [Int32]
}
