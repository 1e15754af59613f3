internal import LookalikeONNX
internal import LookalikeWeights

/// What is put around an image before a convolution, in rows and columns of zeros.
enum Padding {
    /// Half the kernel on each side: an odd kernel with stride 1 keeps the size.
    case half
    /// As TensorFlow's `same`: as many as the output's size (the input's, divided by the stride and rounded up)
    /// needs, the odd one after the image.
    case same
    /// One after the image, none before: Keras' `ZeroPadding2D(((0, 1), (0, 1)))`.
    case oneAfter
    case none

    /// Rows before and after an image of `size` rows.
    func amounts(size: Int, kernel: Int, stride: Int) -> (before: Int, after: Int) {
        switch self {
        case .half: return (kernel / 2, kernel / 2)
        case .same:
            let total = max(((size + stride - 1) / stride - 1) * stride + kernel - size, 0)
            return (total / 2, total - total / 2)
        case .oneAfter: return (0, 1)
        case .none: return (0, 0)
        }
    }
}

extension NetworkBuilder {
    /// A convolution of square kernels, with the batch normalisation behind it multiplied into its weights.
    ///
    /// - Parameters:
    ///   - channels: of the output.
    ///   - norm: the name of the batch normalisation; its ε is the builder's.
    ///   - groups: equal to the channels of input and output for a depthwise one.
    func conv(
        _ x: Value, _ name: String, _ channels: Int, kernel: Int, stride: Int = 1, padding: Padding = .half,
        groups: Int = 1, bias: Bool = false, norm: String? = nil
    ) -> Value {
        var weight = weights.kernel(
            name, [channels, x.shape[0] / groups, kernel, kernel], depthwise: groups > 1)
        var offset = bias ? weights.bias(name, channels) : nil
        if let norm {
            let statistics = weights.statistics(norm, channels, epsilon)
            offset = statistics.offset(offset, channels)
            weight = statistics.scaled(weight)
        }
        let rows = padding.amounts(size: x.shape[1], kernel: kernel, stride: stride)
        let columns = padding.amounts(size: x.shape[2], kernel: kernel, stride: stride)
        let inputs = [x.name, constant(weight)] + (offset.map { [constant($0)] } ?? [])
        return node(
            "Conv", inputs,
            shape: [
                channels, (x.shape[1] + rows.before + rows.after - kernel) / stride + 1,
                (x.shape[2] + columns.before + columns.after - kernel) / stride + 1,
            ],
            [
                "kernel_shape": .ints([kernel, kernel]), "strides": .ints([stride, stride]),
                "pads": .ints([rows.before, columns.before, rows.after, columns.after]),
                "group": .int(groups),
            ], name: name)
    }
}

/// The learned numbers of a batch normalisation: y = (x − mean) / √(variance + ε) · gamma + beta, for each channel.
private struct BatchStatistics: Sendable {
    let gamma: WeightTensor
    let beta: WeightTensor
    let mean: WeightTensor
    let variance: WeightTensor
    let epsilon: Double

    private func scales() throws(WeightFileError) -> [Double] {
        zip(try gamma.floats(), try variance.floats()).map {
            Double($0) / (Double($1) + epsilon).squareRoot()
        }
    }

    /// The convolution's weights with each output channel multiplied by its scale, in double precision.
    func scaled(_ weight: WeightTensor) -> WeightTensor {
        weight.mapped { numbers throws(WeightFileError) in
            let scales = try scales()
            let size = numbers.count / max(scales.count, 1)
            return numbers.indices.map { Float(Double(numbers[$0]) * scales[$0 / size]) }
        }
    }

    /// What is left to add behind the convolution.
    func offset(_ bias: WeightTensor?, _ channels: Int) -> WeightTensor {
        beta.mapped { beta throws(WeightFileError) in
            let (scales, means) = (try scales(), try mean.floats())
            let biases = try bias?.floats() ?? [Float](repeating: 0, count: channels)
            return beta.indices.map {
                Float(Double(beta[$0]) + (Double(biases[$0]) - Double(means[$0])) * scales[$0])
            }
        }
    }
}

extension NamedWeights {
    /// A convolution's kernels: output channels, input channels of a group, rows, columns.
    fileprivate func kernel(_ name: String, _ shape: [Int], depthwise: Bool) -> WeightTensor {
        switch convention {
        case .torch: return take("\(name).weight", shape)
        case .keras where depthwise:
            return take("\(name)/kernel", [shape[2], shape[3], shape[0], 1]).permuted([2, 3, 0, 1])
        case .keras:
            return take("\(name)/kernel", [shape[2], shape[3], shape[1], shape[0]]).permuted([3, 2, 0, 1])
        }
    }

    fileprivate func bias(_ name: String, _ channels: Int) -> WeightTensor {
        switch convention {
        case .torch: take("\(name).bias", [channels])
        case .keras: take("\(name)/bias", [channels])
        }
    }

    fileprivate func statistics(_ norm: String, _ channels: Int, _ epsilon: Double) -> BatchStatistics {
        let names =
            switch convention {
            case .torch: [".weight", ".bias", ".running_mean", ".running_var"]
            case .keras: ["/gamma", "/beta", "/moving_mean", "/moving_variance"]
            }
        // PyTorch counts the batches of the training; the network does not need the number.
        if case .torch = convention { leave("\(norm).num_batches_tracked", []) }
        let tensors = names.map { take(norm + $0, [channels]) }
        return BatchStatistics(
            gamma: tensors[0], beta: tensors[1], mean: tensors[2], variance: tensors[3], epsilon: epsilon
        )
    }
}
