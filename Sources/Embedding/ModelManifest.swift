public import Pictures

/// `model.json`: what a model's folder says of its network, as data. Any ONNX, OpenVINO IR or TensorFlow Lite
/// image network with such a file beside it is a model.
public struct ModelManifest: Sendable, Codable, Equatable {
    /// Names the model everywhere: letters, digits, `-`, `_` and `.`.
    public var name: String
    public var version: Int?
    public var description: String?
    /// The network's file, beside the manifest.
    public var network: String
    /// Of the network's file, in hexadecimal; checked at loading where given.
    public var sha256: String?
    /// Numbers in one embedding.
    public var dimension: Int
    public var input: Input
    /// From decoded pixels to the input tensor.
    public var preprocessing: Preprocessing
    public var output: Output?
    /// Whether embeddings are L2-normalised after the network.
    public var normalize: Bool
    public var license: String?
    public var source: String?
    /// The cosine above which two pictures are taken to show the same kind of thing.
    public var suggestedThreshold: Double?

    public struct Input: Sendable, Codable, Equatable {
        public var name: String?
        public var width: Int
        public var height: Int
        public var layout: TensorLayout
        /// Only said for the reader: the runtime converts.
        public var element: String?
    }

    public struct Output: Sendable, Codable, Equatable {
        /// The output's tensor name; needed where a network has several.
        public var name: String?
    }

    enum CodingKeys: String, CodingKey {
        case name, version, description, network, sha256, dimension, input, preprocessing, output, normalize
        case license, source
        case suggestedThreshold = "suggested_threshold"
    }

    /// Floats of the input tensor of one picture.
    public var inputCount: Int { 3 * input.width * input.height }

    /// - Returns: what is wrong, as one sentence; nil where the manifest can be used.
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
            return "its preprocessing needs a crop: a short side alone gives pictures of any size"
        }
        if size.width != input.width || size.height != input.height {
            return "its preprocessing gives \(size.width)×\(size.height) pixels, its input takes "
                + "\(input.width)×\(input.height)"
        }
        return nil
    }
}
