public import LookalikePictures

/// `model.json`: describes a model's network. Any image network in ONNX, OpenVINO IR or TensorFlow Lite with such a
/// file is a model.
///
/// ```json
/// {
///   "name": "shop-embedding",
///   "network": "network.onnx",
///   "dimension": 320,
///   "input": { "width": 224, "height": 224, "layout": "nchw" },
///   "preprocessing": {
///     "resize": { "mode": "squash", "width": 224, "height": 224, "interpolation": "bicubic" },
///     "color": "rgb", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]
///   },
///   "normalize": true
/// }
/// ```
public struct ModelManifest: Sendable, Codable, Equatable {
    /// The model's name: letters, digits, `-`, `_` and `.`.
    public var name: String
    /// The version of the model, for people; nil if it does not say.
    public var version: Int?
    public var description: String?
    /// The network's file, beside the manifest.
    public var network: String
    /// Of the network's file, in hexadecimal; checked at loading if given.
    public var sha256: String?
    /// Numbers per embedding.
    public var dimension: Int
    /// The network's input tensor.
    public var input: Input
    /// From decoded pixels to the input tensor.
    public var preprocessing: Preprocessing
    /// The network's output tensor; nil if it has only one.
    public var output: Output?
    /// Whether embeddings are L2-normalised after the network.
    public var normalize: Bool
    /// Under which the model may be used, such as an SPDX expression.
    public var license: String?
    /// Where the model comes from: an address, or a text.
    public var source: String?
    /// The cosine above which two images count as showing the same kind of thing.
    public var suggestedThreshold: Double?

    /// The input tensor: one image.
    public struct Input: Sendable, Codable, Equatable {
        /// The tensor's name; nil if the network has only one input.
        public var name: String?
        /// Pixels.
        public var width: Int
        /// Pixels.
        public var height: Int
        /// The order of its axes.
        public var layout: TensorLayout
        /// For information only: the runtime converts.
        public var element: String?
    }

    /// The output tensor: a row of ``ModelManifest/dimension`` numbers for each image.
    public struct Output: Sendable, Codable, Equatable {
        /// The output's tensor name; required if a network has several outputs.
        public var name: String?
    }

    enum CodingKeys: String, CodingKey {
        case name, version, description, network, sha256, dimension, input, preprocessing, output, normalize
        case license, source
        case suggestedThreshold = "suggested_threshold"
    }

    /// Floats of the input tensor of one image.
    public var inputCount: Int { 3 * input.width * input.height }

    /// - Returns: one sentence about what is wrong; nil if the manifest is valid.
    public func problem() -> String? {
        let allowed = { (c: Unicode.Scalar) in
            ("a"..."z").contains(c) || ("A"..."Z").contains(c) || ("0"..."9").contains(c)
                || "-_.".unicodeScalars.contains(c)
        }
        if name.isEmpty || name.count > 100 || !name.unicodeScalars.allSatisfy(allowed) || name.hasPrefix(".")
        {
            return "its name may have letters, digits, '-', '_' and '.' only, and not begin with a dot"
        }
        if network.isEmpty || network.contains("/") || network.hasPrefix(".") {
            return "'network' must name a file in the model's own folder"
        }
        if !(1...65_536).contains(dimension) { return "'dimension' must lie between 1 and 65536" }
        if !(1...4_096).contains(input.width) || !(1...4_096).contains(input.height) {
            return "the input's width and height must lie between 1 and 4096"
        }
        guard let size = preprocessing.outputSize else {
            return "its preprocessing needs a crop: a short side alone gives images of any size"
        }
        if size.width != input.width || size.height != input.height {
            return "its preprocessing gives \(size.width)×\(size.height) pixels, its input takes "
                + "\(input.width)×\(input.height)"
        }
        return nil
    }
}
