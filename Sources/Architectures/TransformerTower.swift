/// The sizes of a stack of transformer blocks.
public struct TransformerTower: Sendable, Equatable {
    /// Numbers of a token.
    public let width: Int
    /// The number of blocks.
    public let layers: Int
    /// Heads of each attention; they share the width evenly.
    public let heads: Int
    /// Numbers of a token between the two linear layers of a block.
    public let hidden: Int

    /// - Parameters:
    ///   - width: a multiple of the number of heads.
    ///   - heads: at least 1; nil stands for heads of 64 numbers each.
    ///   - hidden: nil stands for four times the width.
    public init(width: Int, layers: Int, heads: Int? = nil, hidden: Int? = nil) {
        self.width = width
        self.layers = layers
        self.heads = heads ?? max(width / 64, 1)
        self.hidden = hidden ?? 4 * width
    }
}

/// The activation function in the blocks of a transformer. The weights of one give other vectors with another,
/// without an error, so that an architecture names it and it is never guessed.
public enum TransformerActivation: Sendable, Equatable {
    /// x · Φ(x), with Φ of the normal distribution.
    case gelu
    /// GELU by way of tanh, PyTorch's `approximate="tanh"`.
    case geluTanh
    /// x · sigmoid(1.702 x), which OpenAI's CLIP was trained with.
    case quickGELU
}
