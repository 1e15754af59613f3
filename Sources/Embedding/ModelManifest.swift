public import LookalikePictures
public import LookalikeTokenizers

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
    /// The text tower; nil for a model that knows images only.
    public var text: Text?
    /// What ``Precision/auto`` means for this model; nil is the backend's choice. Some small networks lose too much in
    /// bf16.
    public var precision: Precision?
    /// Under which the model may be used, such as an SPDX expression.
    public var license: String?
    /// Where the model comes from: an address, or a text.
    public var source: String?
    /// Weights of all its networks, for people.
    public var parameters: Int?
    /// Operations of the image network that have weights, for people.
    public var layers: Int?
    /// The cosine above which two images count as showing the same kind of thing.
    public var suggestedThreshold: Double?
    /// What its cosines are worth; nil if that was not measured.
    public var likeness: LikenessScale?

    /// The least score of results that are worth showing: by ``likeness``, or else ``suggestedThreshold``.
    public var thresholdForImages: Double? { likeness?.suggestedThreshold ?? suggestedThreshold }

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

        /// - Parameter name: nil if the network has only one input.
        public init(
            name: String? = nil, width: Int, height: Int, layout: TensorLayout, element: String? = nil
        ) {
            self.name = name
            self.width = width
            self.height = height
            self.layout = layout
            self.element = element
        }
    }

    /// The output tensor: a row of ``ModelManifest/dimension`` numbers for each image.
    public struct Output: Sendable, Codable, Equatable {
        /// The output's tensor name; required if a network has several outputs.
        public var name: String?

        /// - Parameter name: nil if the network has only one output.
        public init(name: String?) { self.name = name }
    }

    /// A text tower: a network that gives texts vectors of the same space as the images'.
    public struct Text: Sendable, Codable, Equatable {
        /// The text network's file, beside the manifest.
        public var network: String
        /// Of that file, in hexadecimal; checked at loading if given.
        public var sha256: String?
        /// Makes the network's input: N × ``/LookalikeTokenizers/TokenizerConfiguration/contextLength`` tokens.
        public var tokenizer: TokenizerConfiguration
        /// Texts with `{}`, in each of which a text is embedded; the mean counts. Nil if the text itself is.
        public var prompts: [String]?
        /// The output's tensor name; required if the network has several outputs.
        public var output: Output?

        /// - Parameters:
        ///   - network: the file's name.
        ///   - prompts: see ``prompts``.
        public init(
            network: String, sha256: String? = nil, tokenizer: TokenizerConfiguration,
            prompts: [String]? = nil,
            output: Output? = nil
        ) {
            self.network = network
            self.sha256 = sha256
            self.tokenizer = tokenizer
            self.prompts = prompts
            self.output = output
        }
    }

    enum CodingKeys: String, CodingKey {
        case name, version, description, network, sha256, dimension, input, preprocessing, output, normalize
        case text, precision, license, source, parameters, layers, likeness
        case suggestedThreshold = "suggested_threshold"
    }

    /// A manifest of what every model has; the rest is set afterwards.
    public init(
        name: String, network: String, dimension: Int, input: Input, preprocessing: Preprocessing,
        normalize: Bool
    ) {
        self.name = name
        self.network = network
        self.dimension = dimension
        self.input = input
        self.preprocessing = preprocessing
        self.normalize = normalize
    }

    /// Floats of the input tensor of one image.
    public var inputCount: Int { 3 * input.width * input.height }

    /// Whether a model may have this name: letters, digits, `-`, `_` and `.`, at most 100, the first no dot.
    public static func isValid(name: String) -> Bool {
        let allowed = { (c: Unicode.Scalar) in
            ("a"..."z").contains(c) || ("A"..."Z").contains(c) || ("0"..."9").contains(c)
                || "-_.".unicodeScalars.contains(c)
        }
        return !name.isEmpty && name.count <= 100 && name.unicodeScalars.allSatisfy(allowed)
            && !name.hasPrefix(".")
    }

    /// - Returns: one sentence about what is wrong; nil if the manifest is valid.
    public func problem() -> String? {
        if !Self.isValid(name: name) {
            return "its name may have letters, digits, '-', '_' and '.' only, and not begin with a dot"
        }
        for file in [network] + (text.map { [$0.network] + $0.tokenizer.files } ?? [])
        where file.isEmpty || file.contains("/") || file.hasPrefix(".") {
            return
                "'network', 'text.network' and 'text.tokenizer.files' must name files in the model's own folder"
        }
        if let wrong = text?.prompts?.first(where: { !$0.contains("{}") }) {
            return "the prompt '\(wrong)' has no {} where the text goes"
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
        return likeness?.problem
    }
}
