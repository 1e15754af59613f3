internal import LookalikeJSON

/// What config.json of a `.keras` archive says of a layer, or of a model, which is a layer too.
struct KerasConfig: Sendable {
    let name: String
    /// Its class, as the weights have it: `batch_normalization`.
    let kind: String
    /// A model's layers, by the names that the weights have for them: `conv2d`, `conv2d_1`, …; nil if it is no model
    /// that lists them.
    let layers: [String: KerasConfig]?
    private let hasScale: Bool
    private let hasCentre: Bool

    /// Models within models.
    private static let mostDepth = 32

    init(_ json: JSONValue, depth: Int = 0) throws(WeightFileError) {
        guard let type = json["class_name"]?.stringValue, let config = json["config"], depth < Self.mostDepth
        else { throw .damaged(detail: "config.json does not describe a model's layers") }
        guard let name = config["name"]?.stringValue ?? json["name"]?.stringValue else {
            throw .damaged(detail: "config.json has a \(quoted(type)) without a name")
        }
        self.name = name
        kind = Self.snakeCase(type)
        hasScale = config["scale"]?.boolValue ?? true
        hasCentre = config["center"]?.boolValue ?? true
        guard let list = config["layers"]?.arrayValue else {
            layers = nil
            return
        }
        layers = try Self.numbered(list, depth: depth)
    }

    private static func numbered(
        _ list: [JSONValue], depth: Int
    ) throws(WeightFileError) -> [String: KerasConfig] {
        var layers: [String: KerasConfig] = [:]
        var counts: [String: Int] = [:]
        // Keras lists functions such as keras.ops.add too, which are no layers.
        for item in list where item["module"]?.stringValue?.hasPrefix("keras.src.ops.") != true {
            let layer = try KerasConfig(item, depth: depth + 1)
            let count = counts[layer.kind, default: 0]
            counts[layer.kind] = count + 1
            layers[layer.kind + (count == 0 ? "" : "_\(count)")] = layer
        }
        return layers
    }

    /// The names of the layer's variables, in Keras' order; nil if the class is not known here.
    ///
    /// - Parameter count: how many there are.
    /// - Throws: ``WeightFileError`` if a layer of the class has another number.
    func variables(_ count: Int) throws(WeightFileError) -> [String]? {
        guard let kind = KerasLayer.Kind(rawValue: kind), count > 0 else { return nil }
        let all: [String]
        var optional = 0
        switch kind {
        case .conv1D, .conv2D, .conv3D, .conv1DTranspose, .conv2DTranspose, .conv3DTranspose,
            .depthwiseConv1D, .depthwiseConv2D, .dense, .einsumDense:
            (all, optional) = (["kernel", "bias"], 1)
        case .separableConv1D, .separableConv2D:
            (all, optional) = (["depthwise_kernel", "pointwise_kernel", "bias"], 1)
        case .embedding: all = ["embeddings"]
        case .preLU: all = ["alpha"]
        case .rmsNormalization: all = ["scale"]
        case .layerNormalization, .groupNormalization: all = affine
        case .batchNormalization: all = affine + ["moving_mean", "moving_variance"]
        }
        guard count <= all.count, count >= all.count - optional else {
            throw .unsupported(
                detail: "the layer \(quoted(name)) has \(count) variables, and one of its class has "
                    + all.joined(separator: ", "))
        }
        return Array(all[..<count])
    }

    private var affine: [String] { (hasScale ? ["gamma"] : []) + (hasCentre ? ["beta"] : []) }

    /// As Keras makes names of classes: `DepthwiseConv2D` is `depthwise_conv2d`, `PReLU` is `p_re_lu`.
    private static func snakeCase(_ type: String) -> String {
        let word = type.filter { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" }
        return word.replacing(/(.)([A-Z][a-z]+)/) { "\($0.1)_\($0.2)" }
            .replacing(/([a-z])([A-Z])/) { "\($0.1)_\($0.2)" }
            .lowercased()
    }
}
