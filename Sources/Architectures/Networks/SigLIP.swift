internal import LookalikeONNX
internal import LookalikeWeights

/// SigLIP and SigLIP 2 (Zhai et al., 2023; Tschannen et al., 2025) as the transformers library's `SiglipModel` has
/// them: an image tower whose tokens are pooled by attention, and a text tower whose last token counts.
///
/// A text is filled to its whole length; nothing is masked.
public struct SigLIP: Architecture {
    /// As ``Architectures/named(_:)`` knows it.
    public let name: String
    /// Height and width of the image in pixels.
    public let imageSize: Int
    /// Height and width of a patch in pixels, at least 1.
    public let patch: Int
    /// The image tower; its width is the length of a vector.
    public let image: TransformerTower
    /// The text tower.
    public let text: TransformerTower
    /// The number of different tokens.
    public let vocabulary: Int
    /// The number of tokens of a text.
    public let contextLength: Int

    /// A SigLIP of any size; the sizes left out are those of the base models.
    public init(
        name: String, imageSize: Int, patch: Int,
        image: TransformerTower = TransformerTower(width: 768, layers: 12),
        text: TransformerTower = TransformerTower(width: 768, layers: 12), vocabulary: Int,
        contextLength: Int = 64
    ) {
        self.name = name
        self.imageSize = imageSize
        self.patch = patch
        self.image = image
        self.text = text
        self.vocabulary = vocabulary
        self.contextLength = contextLength
    }

    static let published = [
        SigLIP(name: "siglip-base-patch16-224", imageSize: 224, patch: 16, vocabulary: 32_000),
        SigLIP(name: "siglip2-base-patch32-256", imageSize: 256, patch: 32, vocabulary: 256_000),
        SigLIP(name: "siglip2-base-patch16-224", imageSize: 224, patch: 16, vocabulary: 256_000),
    ]

    private static let epsilon: Float = 1e-6

    /// - Throws: ``ArchitectureError/unsupported(architecture:detail:)`` for another image size or a classifier.
    public func networks(
        from weights: NamedWeights, options: NetworkOptions
    ) throws(ArchitectureError) -> Networks {
        try requirePublished(options, imageSize: imageSize)
        for name in ["logit_scale", "logit_bias"] { weights.leave(name, [1]) }
        let image = NetworkBuilder(name, weights)
        imageTower(image)
        let text = NetworkBuilder("\(name)-text", weights)
        textTower(text)
        return Networks(
            image: image.graph, dimension: self.image.width, imageSize: imageSize,
            text: (text.graph, contextLength))
    }

    private func blocks(_ tower: TransformerTower) -> NetworkBuilder.Blocks {
        NetworkBuilder.Blocks(
            tower: tower, names: .transformers, activation: .geluTanh, epsilon: Self.epsilon)
    }

    private func imageTower(_ net: NetworkBuilder) {
        let (width, tokens) = (image.width, (imageSize / patch) * (imageSize / patch))
        net.weights.leave("vision_model.embeddings.position_ids", [1, tokens])
        var x = net.image(imageSize)
        x = net.patches(x, "vision_model.embeddings.patch_embedding", size: patch, width: width, bias: true)
        x = net.add(
            x, net.weights.take("vision_model.embeddings.position_embedding.weight", [tokens, width]))
        x = net.transformer(x, "vision_model.encoder.layers", blocks(image))
        x = net.layerNorm(x, "vision_model.post_layernorm", epsilon: Self.epsilon)
        net.output("embedding", pooled(net, x, "vision_model.head"))
    }

    /// Attention of one learned query over all tokens, and a perceptron beside it.
    private func pooled(_ net: NetworkBuilder, _ x: Value, _ name: String) -> Value {
        let width = image.width
        let weight = net.weights.take("\(name).attention.in_proj_weight", [3 * width, width])
        let bias = net.weights.take("\(name).attention.in_proj_bias", [3 * width])
        let probe = net.weights.take("\(name).probe", [1, 1, width])
        // The same for all images: a runtime computes it once.
        let query = net.linear(
            Value(name: net.constant(probe), shape: [1, width]), weight.rows(0..<width),
            bias: bias.rows(0..<width))
        let rest = width..<3 * width
        let parts = net.split(net.linear(x, weight.rows(rest), bias: bias.rows(rest)), axis: 2, into: 2)
        let mixed = net.attention(query, parts[0], parts[1], heads: image.heads)
        let y = net.linear(net.reshape(mixed, [width]), "\(name).attention.out_proj", width)
        let normed = net.layerNorm(y, "\(name).layernorm", epsilon: Self.epsilon)
        let hidden = net.geluTanh(net.linear(normed, "\(name).mlp.fc1", image.hidden))
        return net.add(y, net.linear(hidden, "\(name).mlp.fc2", width))
    }

    private func textTower(_ net: NetworkBuilder) {
        let width = text.width
        net.weights.leave("text_model.embeddings.position_ids", [1, contextLength])
        let table = net.weights.take("text_model.embeddings.token_embedding.weight", [vocabulary, width])
        let positions = net.weights.take(
            "text_model.embeddings.position_embedding.weight", [contextLength, width])
        var x = net.add(net.embed(net.tokens(contextLength), table), positions)
        x = net.transformer(x, "text_model.encoder.layers", blocks(text))
        x = net.select(x, axis: 1, contextLength - 1)
        x = net.layerNorm(x, "text_model.final_layer_norm", epsilon: Self.epsilon)
        net.output("embedding", net.linear(x, "text_model.head", image.width))
    }
}
