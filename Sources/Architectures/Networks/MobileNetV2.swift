/// MobileNet v2 as torchvision has it (Sandler et al., "MobileNetV2", 2018), width 1. The embedding is what the average
/// pool gives: 1,280 numbers.
struct MobileNetV2: Architecture {
    let name = "mobilenet-v2"

    /// Expansion, channels, number of blocks and stride of the first, for each stage.
    private static let stages = [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
        (6, 320, 1, 1),
    ]

    func networks(from weights: NamedWeights, options: NetworkOptions) throws(ArchitectureError) -> Networks {
        let net = NetworkBuilder(name, weights)
        let size = options.imageSize ?? 224
        var x = net.image(size)
        x = net.relu6(net.conv(x, "features.0.0", 32, kernel: 3, stride: 2, norm: "features.0.1"))
        var index = 1
        for (expansion, channels, count, stride) in Self.stages {
            for block in 0..<count {
                x = inverted(
                    net, x, "features.\(index).conv", expansion, channels, stride: block == 0 ? stride : 1)
                index += 1
            }
        }
        x = net.relu6(net.conv(x, "features.\(index).0", 1280, kernel: 1, norm: "features.\(index).1"))
        let embedding = net.globalAveragePool(x)
        net.output("embedding", embedding)
        net.classifier(embedding, "classifier.1", options)
        return Networks(image: net.graph, dimension: embedding.shape[0], imageSize: size)
    }

    /// An inverted residual block: wider, depthwise, narrow again, and the input added where it has the same shape.
    private func inverted(
        _ net: NetworkBuilder, _ x: Value, _ name: String, _ expansion: Int, _ channels: Int, stride: Int
    ) -> Value {
        var y = x
        // Numbers of the modules in torchvision's sequence.
        var part = 0
        if expansion != 1 {
            y = net.relu6(
                net.conv(y, "\(name).0.0", expansion * x.shape[0], kernel: 1, norm: "\(name).0.1"))
            part = 1
        }
        y = net.relu6(
            net.conv(
                y, "\(name).\(part).0", y.shape[0], kernel: 3, stride: stride, groups: y.shape[0],
                norm: "\(name).\(part).1"))
        y = net.conv(y, "\(name).\(part + 1)", channels, kernel: 1, norm: "\(name).\(part + 2)")
        return y.shape == x.shape ? net.add(x, y) : y
    }
}
