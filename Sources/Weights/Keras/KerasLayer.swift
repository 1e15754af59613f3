/// A layer of a network that was made with Keras: what a file without names is matched with.
///
/// # Names of Keras' tensors
///
/// A tensor of a Keras file is called `LAYER/VARIABLE`, whichever form the file has:
///
/// | Keras wrote | its name here |
/// |---|---|
/// | Keras 2, `conv1/kernel:0` in the group `conv1` | `conv1/kernel` |
/// | Keras 2, `conv_dw_1/depthwise_kernel:0` | `conv_dw_1/kernel` |
/// | Keras 3's `.h5`, `conv_dw_1/kernel` | `conv_dw_1/kernel` |
/// | Keras 3's `.keras`, `layers/depthwise_conv2d/vars/0`, called `conv_dw_1` by config.json | `conv_dw_1/kernel` |
/// | any, batch normalisation | `conv1_bn/gamma`, `/beta`, `/moving_mean`, `/moving_variance` |
/// | any, a model `base` inside of the model | `base/conv1/kernel` |
///
/// - `LAYER` is the layer's name, said once, without scopes around it.
/// - `VARIABLE` is Keras 3's word, without ":0". So a depthwise convolution has a `kernel` (3 × 3 × channels × 1) as other
///   convolutions have (height × width × in × out); only a separable one has `depthwise_kernel` and `pointwise_kernel`.
/// - A variable of a layer of which only the position is known, since its class is not among those of ``Kind``, is
///   called by its position: `my_layer/0`.
///
/// Keras 3's `.weights.h5` has classes and positions instead of names (`layers/conv2d_3/vars/0`), and tensors are called
/// so: `conv2d/0`, `conv2d_1/0`, …, `batch_normalization_4/2`; of a model inside of the model, `functional/conv2d/0`.
/// ``WeightFile/named(_:inside:)`` gives them the names above, by the list of the network's layers:
///
///     let file = try WeightFile.open(path).named([
///         KerasLayer(.conv2D, "conv1", ["kernel"]),
///         KerasLayer(.batchNormalization, "conv1_bn", ["gamma", "beta", "moving_mean", "moving_variance"]),
///     ])
///     file.tensors["conv1/kernel"]   // of a file of any form
public struct KerasLayer: Sendable, Equatable {
    /// A class of layers with variables, as Keras 3 writes its name in files.
    public enum Kind: String, Sendable, CaseIterable {
        /// Convolution along one axis.
        case conv1D = "conv1d"
        /// Convolution along two axes.
        case conv2D = "conv2d"
        /// Convolution along three axes.
        case conv3D = "conv3d"
        /// Transposed convolution along one axis.
        case conv1DTranspose = "conv1d_transpose"
        /// Transposed convolution along two axes.
        case conv2DTranspose = "conv2d_transpose"
        /// Transposed convolution along three axes.
        case conv3DTranspose = "conv3d_transpose"
        /// Convolution of each channel along one axis.
        case depthwiseConv1D = "depthwise_conv1d"
        /// Convolution of each channel along two axes.
        case depthwiseConv2D = "depthwise_conv2d"
        /// Convolution of each channel along one axis, then across channels.
        case separableConv1D = "separable_conv1d"
        /// Convolution of each channel along two axes, then across channels.
        case separableConv2D = "separable_conv2d"
        /// Matrix product.
        case dense
        /// Table of vectors.
        case embedding
        /// Product of tensors.
        case einsumDense = "einsum_dense"
        /// Normalisation by the mean and variance of what was seen in training.
        case batchNormalization = "batch_normalization"
        /// Normalisation of each element of a batch.
        case layerNormalization = "layer_normalization"
        /// Normalisation of groups of channels.
        case groupNormalization = "group_normalization"
        /// Division by the root mean square.
        case rmsNormalization = "rms_normalization"
        /// Rectifier with a learned slope.
        case preLU = "p_re_lu"
    }

    /// The class.
    public let kind: Kind
    /// The layer's name, such as `conv1_bn`.
    public let name: String
    /// The names of its variables, in Keras' order.
    public let variables: [String]

    /// A layer of these variables.
    public init(_ kind: Kind, _ name: String, _ variables: [String]) {
        self.kind = kind
        self.name = name
        self.variables = variables
    }
}

extension WeightFile {
    /// The same tensors by the names that ``KerasLayer`` tells, of a file that has positions instead.
    ///
    /// Files of other forms have names, and are given back as they are. Layers beyond the list's of a class keep their
    /// positions for names, so that they are seen to be left over.
    ///
    /// - Parameters:
    ///   - layers: the network's layers that have variables, in the order that the model has them (`model.layers`).
    ///   - inside: where they are, if in a model inside of the model: `functional`.
    /// - Throws: ``WeightFileError/unsupported(detail:)`` if a layer is not there, or has another number of variables.
    public func named(
        _ layers: [KerasLayer], inside: String = ""
    ) throws(WeightFileError) -> WeightFile {
        guard format == .keras3Weights else { return self }
        var left = tensors
        var named: [String: WeightTensor] = [:]
        var position: [KerasLayer.Kind: Int] = [:]
        let prefix = inside.isEmpty ? "" : inside + "/"
        for layer in layers {
            let number = position[layer.kind, default: 0]
            position[layer.kind] = number + 1
            let stem = prefix + layer.kind.rawValue + (number == 0 ? "" : "_\(number)") + "/"
            for (index, variable) in layer.variables.enumerated() {
                guard let tensor = left.removeValue(forKey: stem + String(index)) else {
                    throw .unsupported(
                        detail: "the file has no \(stem)\(index), which would be \(layer.name)/\(variable)")
                }
                let name = prefix + layer.name + "/" + variable
                named[name] = tensor.renamed(name)
            }
            guard left[stem + String(layer.variables.count)] == nil else {
                throw .unsupported(
                    detail: "the file's \(stem.dropLast()) has more variables than \(layer.name) has, "
                        + "which are \(layer.variables.joined(separator: ", "))")
            }
        }
        for (name, tensor) in left {
            guard named.updateValue(tensor, forKey: name) == nil else {
                throw .unsupported(detail: "two tensors of the file would be called \(name)")
            }
        }
        return WeightFile(format: format, tensors: named)
    }
}

extension WeightTensor {
    /// The same tensor by another name.
    func renamed(_ name: String) -> WeightTensor {
        WeightTensor(name: name, type: type, shape: shape) { () throws(WeightFileError) in try bytes() }
    }
}
