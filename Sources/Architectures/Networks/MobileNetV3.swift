/// MobileNet v3 as torchvision has it (Howard et al., "Searching for MobileNetV3", 2019), width 1. The embedding is what the
/// average pool gives, before the classifier's two layers: 960 numbers, or 576 of the small one.
struct MobileNetV3: Architecture {
    let name: String
    private let blocks: [Block]
    /// Numbers of the classifier's inner layer.
    private let classifierWidth: Int

    /// Depthwise kernel, channels inside and of the output, whether with squeeze and excitation, activation, stride.
    private struct Block {
        let kernel: Int
        let expanded: Int
        let channels: Int
        let squeezes: Bool
        let activation: Activation
        let stride: Int

        init(
            _ kernel: Int, _ expanded: Int, _ channels: Int, _ squeezes: Bool, _ activation: Activation,
            _ stride: Int
        ) {
            self.kernel = kernel
            self.expanded = expanded
            self.channels = channels
            self.squeezes = squeezes
            self.activation = activation
            self.stride = stride
        }
    }

    private enum Activation { case relu, hardSwish }

    static let large = MobileNetV3(
        name: "mobilenet-v3-large",
        blocks: [
            Block(3, 16, 16, false, .relu, 1),
            Block(3, 64, 24, false, .relu, 2), Block(3, 72, 24, false, .relu, 1),
            Block(5, 72, 40, true, .relu, 2), Block(5, 120, 40, true, .relu, 1),
            Block(5, 120, 40, true, .relu, 1),
            Block(3, 240, 80, false, .hardSwish, 2), Block(3, 200, 80, false, .hardSwish, 1),
            Block(3, 184, 80, false, .hardSwish, 1), Block(3, 184, 80, false, .hardSwish, 1),
            Block(3, 480, 112, true, .hardSwish, 1), Block(3, 672, 112, true, .hardSwish, 1),
            Block(5, 672, 160, true, .hardSwish, 2), Block(5, 960, 160, true, .hardSwish, 1),
            Block(5, 960, 160, true, .hardSwish, 1),
        ], classifierWidth: 1280)

    static let small = MobileNetV3(
        name: "mobilenet-v3-small",
        blocks: [
            Block(3, 16, 16, true, .relu, 2),
            Block(3, 72, 24, false, .relu, 2), Block(3, 88, 24, false, .relu, 1),
            Block(5, 96, 40, true, .hardSwish, 2), Block(5, 240, 40, true, .hardSwish, 1),
            Block(5, 240, 40, true, .hardSwish, 1),
            Block(5, 120, 48, true, .hardSwish, 1), Block(5, 144, 48, true, .hardSwish, 1),
            Block(5, 288, 96, true, .hardSwish, 2), Block(5, 576, 96, true, .hardSwish, 1),
            Block(5, 576, 96, true, .hardSwish, 1),
        ], classifierWidth: 1024)

    func networks(from weights: NamedWeights, options: NetworkOptions) throws(ArchitectureError) -> Networks {
        let net = NetworkBuilder(name, weights, epsilon: 1e-3)
        let size = options.imageSize ?? 224
        var x = net.image(size)
        x = net.hardSwish(net.conv(x, "features.0.0", 16, kernel: 3, stride: 2, norm: "features.0.1"))
        for (index, block) in blocks.enumerated() {
            x = inverted(net, x, "features.\(index + 1).block", block)
        }
        let last = "features.\(blocks.count + 1)"
        x = net.hardSwish(net.conv(x, "\(last).0", 6 * x.shape[0], kernel: 1, norm: "\(last).1"))
        let embedding = net.globalAveragePool(x)
        net.output("embedding", embedding)
        if options.classifier {
            let inner = net.hardSwish(net.linear(embedding, "classifier.0", classifierWidth))
            net.classifier(inner, "classifier.3", options)
        } else {
            net.leaveLinear("classifier.0", inputs: embedding.shape[0], outputs: classifierWidth)
            net.leaveLinear("classifier.3", inputs: classifierWidth)
        }
        return Networks(image: net.graph, dimension: embedding.shape[0], imageSize: size)
    }

    /// An inverted residual block: wider, depthwise, weighted by channel, narrow again.
    private func inverted(_ net: NetworkBuilder, _ x: Value, _ name: String, _ block: Block) -> Value {
        let activation = { (y: Value) in block.activation == .relu ? net.relu(y) : net.hardSwish(y) }
        var y = x
        // Numbers of the modules in torchvision's sequence.
        var part = 0
        if block.expanded != x.shape[0] {
            y = activation(net.conv(y, "\(name).0.0", block.expanded, kernel: 1, norm: "\(name).0.1"))
            part += 1
        }
        y = activation(
            net.conv(
                y, "\(name).\(part).0", block.expanded, kernel: block.kernel, stride: block.stride,
                groups: block.expanded, norm: "\(name).\(part).1"))
        part += 1
        if block.squeezes {
            y = net.squeezeExcitation(
                y, "\(name).\(part).fc1", "\(name).\(part).fc2", Self.squeezed(block.expanded),
                inner: net.relu,
                gate: net.hardSigmoid)
            part += 1
        }
        y = net.conv(y, "\(name).\(part).0", block.channels, kernel: 1, norm: "\(name).\(part).1")
        return y.shape == x.shape ? net.add(x, y) : y
    }

    /// A quarter of the channels, rounded to a multiple of 8, but down by a tenth at most.
    private static func squeezed(_ channels: Int) -> Int {
        let quarter = channels / 4
        let rounded = max(8, (quarter + 4) / 8 * 8)
        return rounded * 10 < quarter * 9 ? rounded + 8 : rounded
    }
}
