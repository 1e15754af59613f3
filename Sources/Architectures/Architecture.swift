public import LookalikeONNX
public import LookalikeWeights

/// Builds the graph of a published network from its named tensors.
public protocol Architecture: Sendable {}
