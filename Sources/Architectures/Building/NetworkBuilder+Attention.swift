internal import LookalikeONNX
internal import LookalikeWeights

/// Attention. Sequences are tokens × width.
extension NetworkBuilder {
    /// Multi-head attention of queries, keys and values that are already projected: softmax(q · kᵀ / √d) · v for each
    /// head.
    ///
    /// - Parameter mask: the name of a constant that is added to the scores.
    func attention(_ q: Value, _ k: Value, _ v: Value, heads: Int, mask: String? = nil) -> Value {
        let width = q.shape[1] / heads
        let scaled = multiply(perHead(q, heads, [0, 2, 1, 3]), 1 / Float(width).squareRoot())
        let keys = perHead(k, heads, [0, 2, 3, 1])
        var scores = node("MatMul", [scaled.name, keys.name], shape: [heads, q.shape[0], k.shape[0]])
        if let mask { scores = node("Add", [scores.name, mask], shape: scores.shape) }
        let values = perHead(v, heads, [0, 2, 1, 3])
        let mixed = node(
            "MatMul", [softmax(scores).name, values.name], shape: [heads, q.shape[0], v.shape[1] / heads])
        return reshape(transpose(mixed, [0, 2, 1, 3]), [q.shape[0], v.shape[1]])
    }

    private func perHead(_ x: Value, _ heads: Int, _ axes: [Int]) -> Value {
        transpose(reshape(x, [x.shape[0], heads, x.shape[1] / heads]), axes)
    }

    /// 0 where a token (row) may look at a token (column), and a number that softmax makes 0 elsewhere.
    func causalMask(_ length: Int) -> String {
        constant(
            WeightTensor(name: "causal mask", type: .float32, shape: [1, 1, length, length]) {
                () throws(WeightFileError) in
                (0..<length * length).map { $0 % length > $0 / length ? -1e30 : 0 }.littleEndianBytes
            })
    }
}
