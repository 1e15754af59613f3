internal import LookalikeONNX
internal import LookalikeWeights

/// From images and texts to sequences (tokens × width), and the layers over their last axis.
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
        // Transposed by the runtime, which wants outputs × inputs itself.
        let matrix = node("Transpose", [constant(weight)], shape: [], ["perm": .ints([1, 0])])
        let shape = Array(x.shape.dropLast()) + [weight.shape[0]]
        let product = node("MatMul", [x.name, matrix.name], shape: shape, name: name)
        return bias.map { add(product, $0) } ?? product
    }

    /// x · M over the last axis.
    ///
    /// - Parameter matrix: inputs × outputs.
    func multiply(_ x: Value, matrix: WeightTensor, name: String? = nil) -> Value {
        let shape = Array(x.shape.dropLast()) + [matrix.shape[1]]
        return node("MatMul", [x.name, constant(matrix)], shape: shape, name: name)
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

    /// Cuts an image into square patches, row by row, and projects each with the convolution `NAME`.
    func patches(_ image: Value, _ name: String, size: Int, width: Int, bias: Bool) -> Value {
        let grid = conv(image, name, width, kernel: size, stride: size, padding: .none, bias: bias)
        return transpose(reshape(grid, [width, grid.shape[1] * grid.shape[2]]), [0, 2, 1])
    }

    /// Puts the class token before a sequence and adds a table of positions.
    ///
    /// The token is added to the table's first row, and a row of zeros is put before the sequence: that needs no copy
    /// of the token for each image of a batch.
    ///
    /// - Parameters:
    ///   - token: as many numbers as the width.
    ///   - positions: tokens with the class token × width.
    func withClassToken(_ x: Value, _ token: WeightTensor, positions: WeightTensor) -> Value {
        let table = positions.mapped { numbers throws(WeightFileError) in
            let token = try token.floats()
            var table = numbers
            for (index, number) in token.enumerated() { table[index] += number }
            return table
        }
        return add(pad(x, axis: 1, before: 1), table)
    }

    /// The rows of `table` (vocabulary × width) that the tokens name.
    func embed(_ tokens: Value, _ table: WeightTensor) -> Value {
        node(
            "Gather", [constant(table), tokens.name], shape: tokens.shape + [table.shape[1]],
            ["axis": .int(0)])
    }

    /// The row of `x` (tokens × width) at the place of the largest token, the first of several: CLIP's end token has
    /// the largest id.
    func rowAtLargest(_ tokens: Value, of x: Value) -> Value {
        let length = tokens.shape[0]
        // Among equal tokens the first is the largest so. Runtimes choose among equal numbers as they like.
        let spread = node("Mul", [tokens.name, constant([length])], shape: tokens.shape)
        let ranks = constant((0..<length).map { length - 1 - $0 })
        let distinct = node("Add", [spread.name, ranks], shape: tokens.shape)
        let place = node("ArgMax", [distinct.name], shape: [1], ["axis": .int(1), "keepdims": .int(1)])
        return node("GatherND", [x.name, place.name], shape: [x.shape[1]], ["batch_dims": .int(1)])
    }
}
