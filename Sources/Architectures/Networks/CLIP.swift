internal import LookalikeWeights

/// CLIP with vision transformers (Radford et al., "Learning Transferable Visual Models From Natural Language
/// Supervision", 2021): an image tower and a text tower with vectors of one space.
///
/// Reads the files of OpenAI, open_clip, TinyCLIP, the transformers library and, without a text tower, timm. Tokens
/// are CLIP's byte pairs between its start and its end token; what stands behind the end token is ignored.
public struct CLIP: Architecture {
    /// As ``Architectures/named(_:)`` knows it.
    public let name: String
    /// OpenAI's own weights want ``TransformerActivation/quickGELU``, those trained by others mostly
    /// ``TransformerActivation/gelu``.
    public let activation: TransformerActivation
    /// Height and width of the image in pixels.
    public let imageSize: Int
    /// Height and width of a patch in pixels, at least 1.
    public let patch: Int
    /// The image tower.
    public let image: TransformerTower
    /// The text tower.
    public let text: TransformerTower
    /// The length of a vector.
    public let dimension: Int
    /// The number of different tokens.
    public let vocabulary: Int
    /// The number of tokens of a text.
    public let contextLength: Int

    /// A CLIP of any size.
    public init(
        name: String, activation: TransformerActivation, imageSize: Int = 224, patch: Int,
        image: TransformerTower, text: TransformerTower, dimension: Int = 512, vocabulary: Int = 49_408,
        contextLength: Int = 77
    ) {
        self.name = name
        self.activation = activation
        self.imageSize = imageSize
        self.patch = patch
        self.image = image
        self.text = text
        self.dimension = dimension
        self.vocabulary = vocabulary
        self.contextLength = contextLength
    }

    /// - Throws: ``ArchitectureError/unsupported(architecture:detail:)`` for another image size or a classifier.
    public func networks(
        from weights: NamedWeights, options: NetworkOptions
    ) throws(ArchitectureError) -> Networks {
        try requirePublished(options, imageSize: imageSize)
        try refusePruned(weights)
        let names = CLIPNames.of(weights)
        weights.leave(names.logitScale, [])
        for (remark, shape) in names.imageRemarks.merging(names.textRemarks, uniquingKeysWith: { $1 }) {
            weights.leave(remark, shape)
        }
        let image = NetworkBuilder(name, weights)
        imageTower(image, names)
        guard let textNames = names.text else {
            return Networks(image: image.graph, dimension: dimension, imageSize: imageSize)
        }
        let text = NetworkBuilder("\(name)-text", weights)
        textTower(text, textNames, names.block)
        return Networks(
            image: image.graph, dimension: dimension, imageSize: imageSize,
            text: (text.graph, contextLength))
    }

    private func refusePruned(_ weights: NamedWeights) throws(ArchitectureError) {
        guard weights.hasPrunedBlocks else { return }
        let others = CLIP.published.map(\.name).filter { $0.hasPrefix("tinyclip-") }
        throw .unsupported(
            architecture: name,
            detail:
                "can't be made of weights whose blocks were pruned to different widths, as those of TinyCLIP's 'auto' "
                + "models; take one of \(others.joined(separator: ", "))")
    }

    private func imageTower(_ net: NetworkBuilder, _ names: CLIPNames) {
        let (width, grid) = (image.width, imageSize / patch)
        var x = net.image(imageSize)
        x = net.patches(x, names.image.patches, size: patch, width: width, bias: false)
        let ones = names.image.leading
        let token = net.weights.take(
            names.image.classToken, [Int](repeating: 1, count: ones.classToken) + [width])
        let positions = net.weights.take(
            names.image.positions, [Int](repeating: 1, count: ones.positions) + [grid * grid + 1, width])
        x = net.withClassToken(x, token, positions: positions)
        x = net.layerNorm(x, names.image.normBefore)
        let blocks = NetworkBuilder.Blocks(
            tower: image, names: names.block, activation: activation, epsilon: 1e-5)
        x = net.transformer(x, names.image.blocks, blocks, firstOnly: true)
        x = net.layerNorm(net.reshape(x, [width]), names.image.normAfter)
        net.output("embedding", project(net, x, names.image.projection))
    }

    private func textTower(_ net: NetworkBuilder, _ names: CLIPNames.Text, _ block: BlockNames) {
        let width = text.width
        let tokens = net.tokens(contextLength)
        var x = net.embed(tokens, net.weights.take("\(names.tokens).weight", [vocabulary, width]))
        x = net.add(x, net.weights.take(names.positions, [contextLength, width]))
        var blocks = NetworkBuilder.Blocks(
            tower: text, names: block, activation: activation, epsilon: 1e-5)
        blocks.isCausal = true
        x = net.transformer(x, names.blocks, blocks)
        x = net.layerNorm(net.rowAtLargest(tokens, of: x), names.normAfter)
        net.output("embedding", project(net, x, names.projection))
    }

    private func project(_ net: NetworkBuilder, _ x: Value, _ projection: CLIPNames.Projection) -> Value {
        switch projection {
        case .matrix(let name):
            net.multiply(x, matrix: net.weights.take(name, [x.shape[0], dimension]), name: name)
        case .linear(let name, let bias): net.linear(x, name, dimension, bias: bias)
        }
    }
}

extension Architecture {
    /// Throws unless the network is wanted as it was published, without a classifier.
    func requirePublished(_ options: NetworkOptions, imageSize: Int) throws(ArchitectureError) {
        if options.classifier { throw .unsupported(architecture: name, detail: "has no classifier") }
        guard options.imageSize ?? imageSize == imageSize else {
            throw .unsupported(
                architecture: name, detail: "takes images of \(imageSize) × \(imageSize) pixels only")
        }
    }
}
