internal import LookalikeWeights

/// DINOv2 without registers (Oquab et al., 2023), in the files of its makers or of the transformers library. The embedding is
/// the normalised class token.
///
/// Trained on images of 518 pixels; for others the table of positions is resized as the code that wrote the file does it.
public struct DINOv2: Architecture {
    /// As ``Architectures/named(_:)`` knows it.
    public let name: String
    /// The blocks; their width is the length of a vector.
    public let tower: TransformerTower

    /// A DINOv2 of any size, with patches of 14 pixels.
    public init(name: String, tower: TransformerTower) {
        self.name = name
        self.tower = tower
    }

    static let published = [
        DINOv2(name: "dinov2-vits14", tower: TransformerTower(width: 384, layers: 12)),
        DINOv2(name: "dinov2-vitb14", tower: TransformerTower(width: 768, layers: 12)),
    ]

    private static let patch = 14
    /// Of an image, in pixels. The memory of an attention grows with the fourth power of the size: 110 MB for each
    /// head at this one.
    private static let largest = 1_022
    /// Rows and columns of the table of positions in the files.
    private static let trainedGrid = 37

    /// - Throws: ``ArchitectureError/unsupported(architecture:detail:)`` for an image size that is no multiple of 14 or
    ///   above 1,022, or a classifier.
    public func networks(
        from weights: NamedWeights, options: NetworkOptions
    ) throws(ArchitectureError) -> Networks {
        if options.classifier { throw .unsupported(architecture: name, detail: "has no classifier") }
        let size = options.imageSize ?? 224
        guard size % Self.patch == 0, (Self.patch...Self.largest).contains(size) else {
            throw .unsupported(
                architecture: name,
                detail: "takes images whose size is a multiple of \(Self.patch) pixels, up to \(Self.largest)"
            )
        }
        let net = NetworkBuilder(name, weights)
        let width = tower.width
        let names = DINOv2Names.of(weights)
        weights.leave(names.maskToken, [1, width])
        if let classifier = names.classifier {
            weights.leave("\(classifier).weight", [nil, 2 * width])
            weights.leave("\(classifier).bias", [nil])
        }
        var x = net.image(size)
        x = net.patches(x, names.patches, size: Self.patch, width: width, bias: true)
        let positions = weights.take(names.positions, [1, Self.trainedGrid * Self.trainedGrid + 1, width])
        let table = positions.resizedPositions(
            from: Self.trainedGrid, to: size / Self.patch, offset: names.offset)
        x = net.withClassToken(x, weights.take(names.classToken, [1, 1, width]), positions: table)
        var blocks = NetworkBuilder.Blocks(tower: tower, names: names.block, activation: .gelu, epsilon: 1e-6)
        blocks.hasLayerScale = true
        x = net.transformer(x, names.blocks, blocks, firstOnly: true)
        net.output("embedding", net.layerNorm(net.reshape(x, [width]), names.norm, epsilon: 1e-6))
        return Networks(image: net.graph, dimension: width, imageSize: size)
    }
}
