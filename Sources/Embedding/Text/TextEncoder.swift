/// Turns a text into a vector of the space in which a model puts images.
public protocol TextEncoder: Sendable {
    /// Blocks the calling thread for milliseconds.
    func encode(_ text: String) throws(EmbeddingError) -> EncodedText
}

/// A text as a vector.
public struct EncodedText: Sendable, Equatable {
    /// L2-normalised.
    public let vector: [Float]
    /// What a person should know about it, such as a word that the model does not know; each is one sentence.
    public let notes: [String]

    /// - Parameter vector: of length 1.
    public init(vector: [Float], notes: [String] = []) {
        self.vector = vector
        self.notes = notes
    }
}
