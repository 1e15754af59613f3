internal import LookalikeONNX
internal import LookalikeWeights

/// A product of an activation and constant weights that can be computed in 8 bits.
struct QuantizableLayer: Sendable {
    /// Of the node in its graph.
    let position: Int
    /// The tensor that the layer takes, which images change.
    let activation: String
    /// In single precision.
    let weights: Initializer
    /// The axis of the weights along which the output channels lie.
    let channelAxis: Int
    /// Whether the node is a convolution, which has a bias of its own.
    let isConvolution: Bool

    var channels: Int { weights.shape[channelAxis] }
}

extension Graph {
    /// The initializers by their names.
    var constants: [String: Initializer] {
        Dictionary(initializers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The positions of nodes by their outputs.
    var makers: [String: Int] {
        Dictionary(
            nodes.enumerated().flatMap { position, node in node.outputs.map { ($0, position) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Convolutions and matrix products with weights of single precision, in the order in which they run.
    var quantizableLayers: [QuantizableLayer] {
        let constants = constants
        return nodes.indices.compactMap { position in
            let node = nodes[position]
            guard node.outputs.count == 1, node.inputs.count >= 2, constants[node.inputs[0]] == nil,
                let weights = constants[node.inputs[1]], weights.type == .float32,
                let axis = Self.channelAxis(of: node, rank: weights.shape.count),
                !weights.shape.contains(0)
            else { return nil }
            return QuantizableLayer(
                position: position, activation: node.inputs[0], weights: weights, channelAxis: axis,
                isConvolution: node.operation == "Conv")
        }
    }

    /// Where the output channels lie in the weights of a node; nil if it is no layer for 8 bits.
    private static func channelAxis(of node: Node, rank: Int) -> Int? {
        switch node.operation {
        case "Conv": rank >= 3 ? 0 : nil
        case "MatMul": rank == 2 ? 1 : nil
        case "Gemm":
            rank == 2 && node.attributes["transA", default: .int(0)] == .int(0)
                ? node.attributes["transB", default: .int(0)] == .int(0) ? 1 : 0 : nil
        default: nil
        }
    }
}
