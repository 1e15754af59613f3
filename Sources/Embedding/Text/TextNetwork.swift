/// A compiled text network: the text tower of a model that knows images and words. Thread-safe.
public protocol TextNetwork: Sendable {
    /// Tokens of one text.
    var contextLength: Int { get }
    /// Numbers in one embedding: those of the model's image network.
    var dimension: Int { get }

    /// The raw embedding of one text, not normalised. Blocks the calling thread until done.
    ///
    /// - Parameter tokens: ``contextLength`` ids of the tokenizer's vocabulary.
    func run(_ tokens: [Int32]) throws(EmbeddingError) -> [Float]
}
