internal import LookalikeONNX
internal import LookalikeWeights

extension Graph {
    /// Numbers that were learnt.
    var parameters: Int {
        let types: Set<ElementType> = [.float64, .float32, .float16, .bfloat16]
        return initializers.filter { types.contains($0.type) }.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }

    /// Convolutions and matrix products with weights.
    var layers: Int {
        var weights = Set(initializers.filter { $0.shape.count > 1 }.map(\.name))
        // Weights in half precision, or turned, go through other nodes first.
        for node in nodes where ["Cast", "Transpose"].contains(node.operation) {
            if node.inputs.first.map(weights.contains) == true { weights.formUnion(node.outputs) }
        }
        return nodes.count {
            ["Conv", "Gemm", "MatMul"].contains($0.operation) && $0.inputs.contains { weights.contains($0) }
        }
    }
}
