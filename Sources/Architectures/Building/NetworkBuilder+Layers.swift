internal import LookalikeONNX
internal import LookalikeWeights

/// Layers without weights, and those that add or multiply a tensor of weights.
extension NetworkBuilder {
    func add(_ x: Value, _ y: Value) -> Value { node("Add", [x.name, y.name], shape: x.shape) }

    /// Adds weights that have the shape of a single `x`, or of its last axes.
    func add(_ x: Value, _ tensor: WeightTensor) -> Value {
        node("Add", [x.name, constant(tensor)], shape: x.shape)
    }

    /// The shape of the result is that of `x`; axes of size 1 in `y` are repeated.
    func multiply(_ x: Value, _ y: Value) -> Value { node("Mul", [x.name, y.name], shape: x.shape) }

    func multiply(_ x: Value, _ number: Float) -> Value {
        node("Mul", [x.name, constant(number)], shape: x.shape)
    }

    func multiply(_ x: Value, _ tensor: WeightTensor) -> Value {
        node("Mul", [x.name, constant(tensor)], shape: x.shape)
    }

    /// Channels × height × width → channels: the mean of each.
    func globalAveragePool(_ x: Value) -> Value {
        flatten(node("GlobalAveragePool", [x.name], shape: [x.shape[0], 1, 1]))
    }

    /// Channels × height × width → channels × 1 × 1.
    func mean(_ x: Value) -> Value { node("GlobalAveragePool", [x.name], shape: [x.shape[0], 1, 1]) }

    func maxPool(_ x: Value, kernel: Int, stride: Int, padding: Int) -> Value {
        let size = x.shape.dropFirst().map { ($0 + 2 * padding - kernel) / stride + 1 }
        return node(
            "MaxPool", [x.name], shape: [x.shape[0]] + size,
            [
                "kernel_shape": .ints([kernel, kernel]), "strides": .ints([stride, stride]),
                "pads": .ints([padding, padding, padding, padding]),
            ])
    }

    /// All axes after the batch as one.
    func flatten(_ x: Value) -> Value {
        node("Flatten", [x.name], shape: [x.shape.reduce(1, *)], ["axis": .int(1)])
    }

    /// The same elements under another shape after the batch.
    func reshape(_ x: Value, _ shape: [Int]) -> Value {
        // ONNX's 0 keeps the axis of the input: the batch.
        node("Reshape", [x.name, constant([0] + shape)], shape: shape)
    }

    /// Axes in another order, counted with the batch, which stays first: `transpose(x, [0, 2, 1])`.
    func transpose(_ x: Value, _ axes: [Int]) -> Value {
        node(
            "Transpose", [x.name], shape: axes.dropFirst().map { x.shape[$0 - 1] }, ["perm": .ints(axes)])
    }

    /// One behind the other along an axis, counted with the batch as axis 0.
    func concat(_ values: [Value], axis: Int) -> Value {
        var shape = values[0].shape
        shape[axis - 1] = values.reduce(0) { $0 + $1.shape[axis - 1] }
        return node("Concat", values.map(\.name), shape: shape, ["axis": .int(axis)])
    }

    /// The elements `range` of an axis, counted with the batch as axis 0.
    func slice(_ x: Value, axis: Int, _ range: Range<Int>) -> Value {
        var shape = x.shape
        shape[axis - 1] = range.count
        return node(
            "Slice",
            [x.name, constant([range.lowerBound]), constant([range.upperBound]), constant([axis])],
            shape: shape)
    }

    /// Equal parts of an axis, counted with the batch as axis 0.
    func split(_ x: Value, axis: Int, into parts: Int) -> [Value] {
        var shape = x.shape
        shape[axis - 1] /= parts
        let sizes = constant([Int](repeating: shape[axis - 1], count: parts))
        return node("Split", [x.name, sizes], shape: shape, outputs: parts, ["axis": .int(axis)])
    }

    /// One element of an axis, counted with the batch as axis 0; the axis is gone.
    func select(_ x: Value, axis: Int, _ index: Int) -> Value {
        var shape = x.shape
        shape.remove(at: axis - 1)
        return node(
            "Squeeze", [slice(x, axis: axis, index..<index + 1).name, constant([axis])], shape: shape)
    }

    /// Puts zeros before and after the elements of an axis, counted with the batch as axis 0.
    ///
    /// A class token is put before a sequence of any batch size so: a zero before it, and the token added to the first
    /// row of the table of positions.
    func pad(_ x: Value, axis: Int, before: Int, after: Int = 0) -> Value {
        var shape = x.shape
        shape[axis - 1] += before + after
        var amounts = [Int](repeating: 0, count: 2 * (x.shape.count + 1))
        amounts[axis] = before
        amounts[x.shape.count + 1 + axis] = after
        return node("Pad", [x.name, constant(amounts)], shape: shape)
    }

    /// Over the last axis.
    func softmax(_ x: Value) -> Value { node("Softmax", [x.name], shape: x.shape, ["axis": .int(-1)]) }
}
