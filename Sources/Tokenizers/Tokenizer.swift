/// Splits a text into the ids of a text network's vocabulary.
public protocol Tokenizer: Sendable {
    /// As many ids as the network takes: special tokens added, cut or padded as the model's authors do.
    func ids(of text: String) -> [Int32]
}
