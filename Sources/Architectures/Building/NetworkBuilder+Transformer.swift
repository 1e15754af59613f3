internal import LookalikeONNX
internal import LookalikeWeights

/// The layers of transformers. Sequences are tokens × width.
extension NetworkBuilder {
    /// x · Wᵀ + b over the last axis, with the tensors `NAME.weight` (outputs × inputs) and `NAME.bias`.
    func linear(_ x: Value, _ name: String, _ outputs: Int, bias: Bool = true) -> Value {
        linear(
            x, weights.take("\(name).weight", [outputs, x.shape.last ?? 0]),
            bias: bias ? weights.take("\(name).bias", [outputs]) : nil, name: name)
    }

    /// x · Wᵀ + b over the last axis.
    ///
    /// - Parameter weight: outputs × inputs.
    func linear(_ x: Value, _ weight: WeightTensor, bias: WeightTensor? = nil, name: String? = nil) -> Value {
        let shape = Array(x.shape.dropLast()) + [weight.shape[0]]
        let product = node(
            "MatMul", [x.name, constant(weight.permuted([1, 0]))], shape: shape, name: name)
        return bias.map { add(product, $0) } ?? product
    }

    /// Over the last axis, with the tensors `NAME.weight` and `NAME.bias`.
    func layerNorm(_ x: Value, _ name: String, epsilon: Float = 1e-5) -> Value {
        let width = [x.shape.last ?? 0]
        let gamma = constant(weights.take("\(name).weight", width))
        let beta = constant(weights.take("\(name).bias", width))
        return node(
            "LayerNormalization", [x.name, gamma, beta], shape: x.shape,
            ["axis": .int(-1), "epsilon": .float(epsilon)], name: name)
    }

    /// Multi-head attention of queries, keys and values that are already projected: softmax(q · kᵀ / √d) · v for each head.
    ///
    /// - Parameter causal: whether a token sees only those before it and itself.
    func attention(_ q: Value, _ k: Value, _ v: Value, heads: Int, causal: Bool = false) -> Value {
        let width = q.shape[1] / heads
        let scaled = multiply(perHead(q, heads, [0, 2, 1, 3]), 1 / Float(width).squareRoot())
        let keys = perHead(k, heads, [0, 2, 3, 1])
        var scores = node("MatMul", [scaled.name, keys.name], shape: [heads, q.shape[0], k.shape[0]])
        if causal { scores = node("Add", [scores.name, causalMask(q.shape[0])], shape: scores.shape) }
        let values = perHead(v, heads, [0, 2, 1, 3])
        let mixed = node(
            "MatMul", [softmax(scores).name, values.name], shape: [heads, q.shape[0], v.shape[1] / heads])
        return reshape(transpose(mixed, [0, 2, 1, 3]), [q.shape[0], v.shape[1]])
    }

    private func perHead(_ x: Value, _ heads: Int, _ axes: [Int]) -> Value {
        transpose(reshape(x, [x.shape[0], heads, x.shape[1] / heads]), axes)
    }

    /// 0 where a token (row) may look at a token (column), and a number that softmax makes 0 elsewhere.
    private func causalMask(_ length: Int) -> String {
        constant(
            WeightTensor(name: "causal mask", type: .float32, shape: [1, 1, length, length]) {
                () throws(WeightFileError) in
                (0..<length * length).map { $0 % length > $0 / length ? -1e30 : 0 }.littleEndianBytes
            })
    }

    /// The rows of `table` (vocabulary × width) that the tokens name.
    func embed(_ tokens: Value, _ table: WeightTensor) -> Value {
        node(
            "Gather", [constant(table), tokens.name], shape: tokens.shape + [table.shape[1]],
            ["axis": .int(0)])
    }

    /// The row of `x` (tokens × width) at the place of the largest token: CLIP's end token has the largest id. The first
    /// of several.
    func rowAtLargest(_ tokens: Value, of x: Value) -> Value {
        let place = node(
            "ArgMax", [tokens.name], shape: [1], ["axis": .int(1), "keepdims": .int(1)])
        return node("GatherND", [x.name, place.name], shape: [x.shape[1]], ["batch_dims": .int(1)])
    }
}
