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
        let weights = Set(initializers.filter { $0.shape.count > 1 }.map(\.name))
        return nodes.count {
            ["Conv", "Gemm", "MatMul"].contains($0.operation) && $0.inputs.contains { weights.contains($0) }
        }
    }
}
