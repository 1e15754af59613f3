internal import LookalikeONNX
internal import LookalikeWeights

/// Stacks of transformer blocks with the normalisation before each part. Sequences are tokens × width.
extension NetworkBuilder {
    /// How the blocks of a stack are made.
    struct Blocks {
        let tower: TransformerTower
        let names: BlockNames
        let activation: TransformerActivation
        /// What the normalisations add to the variance.
        let epsilon: Float
        /// Whether a token sees only those before it and itself.
        var isCausal = false
        /// Whether what a part adds is multiplied by learned numbers first.
        var hasLayerScale = false
    }

    /// The blocks `PATH.0`, `PATH.1`, …
    ///
    /// - Parameter firstOnly: whether only the first token of the result is wanted. The last block computes no other
    ///   then.
    func transformer(_ x: Value, _ path: String, _ blocks: Blocks, firstOnly: Bool = false) -> Value {
        let mask = blocks.isCausal ? causalMask(x.shape[0]) : nil
        var x = x
        for layer in 0..<blocks.tower.layers {
            let isLast = layer == blocks.tower.layers - 1
            x = block(x, "\(path).\(layer)", blocks, mask: mask, firstOnly: firstOnly && isLast)
        }
        return x
    }

    private func block(
        _ x: Value, _ path: String, _ blocks: Blocks, mask: String?, firstOnly: Bool
    ) -> Value {
        let names = blocks.names
        let normed = layerNorm(x, "\(path).\(names.norm1)", epsilon: blocks.epsilon)
        let mixed = selfAttention(normed, path, blocks, mask: mask, firstOnly: firstOnly)
        let kept = firstOnly ? slice(x, axis: 1, 0..<1) : x
        let y = add(
            kept,
            scaled(linear(mixed, "\(path).\(names.output)", x.shape[1]), "\(path).\(names.scales.0)", blocks))
        return add(y, scaled(perceptron(y, path, blocks), "\(path).\(names.scales.1)", blocks))
    }

    private func perceptron(_ x: Value, _ path: String, _ blocks: Blocks) -> Value {
        let names = blocks.names
        let normed = layerNorm(x, "\(path).\(names.norm2)", epsilon: blocks.epsilon)
        let hidden = linear(normed, "\(path).\(names.expand)", blocks.tower.hidden)
        return linear(activation(hidden, blocks.activation), "\(path).\(names.contract)", x.shape[1])
    }

    private func scaled(_ x: Value, _ name: String, _ blocks: Blocks) -> Value {
        guard blocks.hasLayerScale else { return x }
        return multiply(x, weights.take(name, [x.shape[1]]))
    }

    func activation(_ x: Value, _ kind: TransformerActivation) -> Value {
        switch kind {
        case .gelu: gelu(x)
        case .geluTanh: geluTanh(x)
        case .quickGELU: quickGELU(x)
        }
    }

    private func selfAttention(
        _ x: Value, _ path: String, _ blocks: Blocks, mask: String?, firstOnly: Bool
    ) -> Value {
        let width = x.shape[1]
        let (weight, bias) = weights.projections(blocks.names.projections, at: path, width: width)
        guard firstOnly else {
            let parts = split(linear(x, weight, bias: bias), axis: 2, into: 3)
            return attention(parts[0], parts[1], parts[2], heads: blocks.tower.heads, mask: mask)
        }
        let query = linear(
            slice(x, axis: 1, 0..<1), weight.rows(0..<width), bias: bias.rows(0..<width))
        let rest = width..<3 * width
        let parts = split(linear(x, weight.rows(rest), bias: bias.rows(rest)), axis: 2, into: 2)
        return attention(query, parts[0], parts[1], heads: blocks.tower.heads)
    }
}

extension NamedWeights {
    /// The projections to queries, keys and values as one: 3 · width × width, and 3 · width.
    func projections(
        _ kind: BlockNames.Projections, at path: String, width: Int
    ) -> (weight: WeightTensor, bias: WeightTensor) {
        switch kind {
        case .joined(let name):
            return (
                take("\(path).\(name)weight", [3 * width, width]), take("\(path).\(name)bias", [3 * width])
            )
        case .apart(let queries, let keys, let values):
            let layers = [queries, keys, values].map { "\(path).\($0)" }
            let weight = layers.map { take("\($0).weight", [width, width]) }
            let bias = layers.map { take("\($0).bias", [width]) }
            return (.joined(weight), .joined(bias))
        }
    }
}
