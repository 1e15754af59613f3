public import LookalikeONNX
public import LookalikeWeights

/// A published network: how its graph is built from its named tensors.
///
///     let architecture = try Architectures.named("resnet50")
///     let networks = try architecture.build(from: WeightFile.open("resnet50-0676ba61.pth"))
///     try networks.image.write(to: "resnet50.onnx")
///
/// The image network takes `image`, N × 3 × height × width numbers (RGB, already normalised as the network wants it),
/// and gives `embedding`, N × ``Networks/dimension``, as the network makes it: not scaled to length 1. A text network
/// takes `tokens`, N × length ids (64-bit), and gives `embedding` of the same dimension.
public protocol Architecture: Sendable {
    /// As ``Architectures/named(_:)`` knows it, such as `resnet50`.
    var name: String { get }

    /// The layers with weights of the model in Keras, in its order; empty for one that does not come from Keras.
    /// Keras 3's `.weights.h5` files tell layers by their position only.
    ///
    /// - Parameter file: tells whether the model was saved with its classifier.
    func kerasLayers(in file: WeightFile) -> [KerasLayer]

    /// Builds the graphs. What is wrong with the weights is noted in `weights` and need not be thrown: see
    /// ``NamedWeights``. Called by ``build(from:options:)``.
    ///
    /// - Throws: ``ArchitectureError`` where `options` ask for something that the network can't be.
    func networks(from weights: NamedWeights, options: NetworkOptions) throws(ArchitectureError) -> Networks
}

extension Architecture {
    /// None.
    public func kerasLayers(in file: WeightFile) -> [KerasLayer] { [] }

    /// Builds the networks from a weight file. The tensors' elements are read when the graphs are written.
    ///
    /// - Throws: ``ArchitectureError/unsupported(architecture:detail:)`` if the options ask for what the network can't be;
    ///   ``ArchitectureError/weights(architecture:problems:)`` if a tensor is missing, is left over or has another
    ///   shape than the network's; ``ArchitectureError/unnamed(architecture:_:)`` if layers that the file tells by position
    ///   are not those of the network.
    public func build(
        from file: WeightFile, options: NetworkOptions = NetworkOptions()
    ) throws(ArchitectureError) -> Networks {
        if let size = options.imageSize, !(32...4_096).contains(size) {
            throw .unsupported(
                architecture: name, detail: "takes images of 32 to 4,096 pixels, not of \(size)")
        }
        let weights: NamedWeights
        do throws(WeightFileError) {
            weights = NamedWeights(try file.named(kerasLayers(in: file)))
        } catch {
            throw .unnamed(architecture: name, error)
        }
        let networks = try networks(from: weights, options: options)
        try weights.finish(for: name)
        return networks
    }
}

/// What may be chosen when a network is built.
public struct NetworkOptions: Sendable, Equatable {
    /// Height and width of the image in pixels, 32 to 4,096; nil is what the network was trained with.
    public var imageSize: Int?
    /// Whether the image network has a second output, `logits`: N × classes, before softmax. Only networks that were
    /// trained as classifiers have one.
    public var classifier: Bool

    /// The options; those left out give the network as it was published, without its classifier.
    public init(imageSize: Int? = nil, classifier: Bool = false) {
        self.imageSize = imageSize
        self.classifier = classifier
    }
}

/// The graphs of one architecture, from one weight file.
public struct Networks: Sendable {
    /// From images to vectors.
    public let image: Graph
    /// From tokens to vectors of the same space, where the architecture knows words.
    public let text: Graph?
    /// The length of a vector.
    public let dimension: Int
    /// Height and width of the image in pixels.
    public let imageSize: Int
    /// The number of tokens of a text.
    public let contextLength: Int?

    /// - Parameters:
    ///   - text: the text network, with the length of its input.
    public init(image: Graph, dimension: Int, imageSize: Int, text: (graph: Graph, contextLength: Int)? = nil)
    {
        self.image = image
        self.text = text?.graph
        self.dimension = dimension
        self.imageSize = imageSize
        contextLength = text?.contextLength
    }
}
