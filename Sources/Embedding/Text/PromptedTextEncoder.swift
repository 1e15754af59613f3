public import LookalikeTokenizers

/// A text tower with its tokenizer. A text is put into each of the model's prompts, and the mean of the normalised vectors,
/// normalised again, is the text's vector: so CLIP's authors do it.
///
///     let encoder = PromptedTextEncoder(model: "clip", tokenizer, network, prompts: ["a photo of a {}."])
///     try encoder.encode("red mug").vector   // of "a photo of a red mug."
public struct PromptedTextEncoder: TextEncoder {
    private let model: String
    private let tokenizer: any Tokenizer
    private let network: any TextNetwork
    private let prompts: [String]

    /// - Parameters:
    ///   - model: its name, for errors.
    ///   - prompts: each with `{}` where the text goes; if there are none, the text itself is the prompt.
    public init(model: String, _ tokenizer: any Tokenizer, _ network: any TextNetwork, prompts: [String]) {
        self.model = model
        self.tokenizer = tokenizer
        self.network = network
        self.prompts = prompts.isEmpty ? ["{}"] : prompts
    }

    /// The text in all prompts.
    public func encode(_ text: String) throws(EmbeddingError) -> EncodedText {
        var sum = [Double](repeating: 0, count: network.dimension)
        for prompt in prompts {
            let tokens = tokenizer.ids(of: prompt.replacing("{}", with: text))
            let vector = try network.run(tokens)
            let norm = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            guard norm > 0, norm.isFinite else {
                throw .inferenceFailed(model: model, detail: "its text network gave no finite numbers")
            }
            for (index, value) in vector.enumerated() { sum[index] += Double(value) / norm }
        }
        let norm = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm > 0 else {
            throw .inferenceFailed(
                model: model, detail: "the vectors of the text's prompts cancel each other")
        }
        return EncodedText(vector: sum.map { Float($0 / norm) })
    }
}
