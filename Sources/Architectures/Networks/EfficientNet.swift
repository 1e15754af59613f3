/// EfficientNet-B0 as torchvision has it (Tan and Le, "EfficientNet", 2019). The embedding is what the average pool gives:
/// 1,280 numbers.
struct EfficientNet: Architecture {
    let name = "efficientnet-b0"

    /// The blocks of one stage.
    struct Stage {
        /// How many times wider a block is inside than its input.
        let expansion: Int
        let kernel: Int
        /// Of the first block; the others have 1.
        let stride: Int
        let channels: Int
        let count: Int
    }

    static let stages = [
        Stage(expansion: 1, kernel: 3, stride: 1, channels: 16, count: 1),
        Stage(expansion: 6, kernel: 3, stride: 2, channels: 24, count: 2),
        Stage(expansion: 6, kernel: 5, stride: 2, channels: 40, count: 2),
        Stage(expansion: 6, kernel: 3, stride: 2, channels: 80, count: 3),
        Stage(expansion: 6, kernel: 5, stride: 1, channels: 112, count: 3),
        Stage(expansion: 6, kernel: 5, stride: 2, channels: 192, count: 4),
        Stage(expansion: 6, kernel: 3, stride: 1, channels: 320, count: 1),
    ]

    func networks(from weights: NamedWeights, options: NetworkOptions) throws(ArchitectureError) -> Networks {
        let net = NetworkBuilder(name, weights)
        let size = options.imageSize ?? 224
        var x = net.image(size)
        x = net.silu(net.conv(x, "features.0.0", 32, kernel: 3, stride: 2, norm: "features.0.1"))
        for (index, stage) in Self.stages.enumerated() {
            for block in 0..<stage.count {
                x = inverted(
                    net, x, "features.\(index + 1).\(block).block", stage,
                    stride: block == 0 ? stage.stride : 1)
            }
        }
        x = net.silu(net.conv(x, "features.8.0", 1280, kernel: 1, norm: "features.8.1"))
        let embedding = net.globalAveragePool(x)
        net.output("embedding", embedding)
        net.classifier(embedding, "classifier.1", options)
        return Networks(image: net.graph, dimension: embedding.shape[0], imageSize: size)
    }

    /// An inverted residual block: wider, depthwise, weighted by channel, narrow again.
    private func inverted(
        _ net: NetworkBuilder, _ x: Value, _ name: String, _ stage: Stage, stride: Int
    ) -> Value {
        var y = x
        // Numbers of the modules in torchvision's sequence.
        var part = 0
        if stage.expansion != 1 {
            y = net.silu(
                net.conv(y, "\(name).0.0", stage.expansion * x.shape[0], kernel: 1, norm: "\(name).0.1"))
            part = 1
        }
        y = net.silu(
            net.conv(
                y, "\(name).\(part).0", y.shape[0], kernel: stage.kernel, stride: stride, groups: y.shape[0],
                norm: "\(name).\(part).1"))
        y = net.squeezeExcitation(
            y, "\(name).\(part + 1).fc1", "\(name).\(part + 1).fc2", x.shape[0] / 4, inner: net.silu,
            gate: net.sigmoid)
        y = net.conv(y, "\(name).\(part + 2).0", stage.channels, kernel: 1, norm: "\(name).\(part + 2).1")
        return y.shape == x.shape ? net.add(x, y) : y
    }
}
