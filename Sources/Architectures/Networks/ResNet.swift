/// ResNet as torchvision has it (He et al., "Deep Residual Learning for Image Recognition", 2015, with the stride in the
/// 3×3 convolution). The embedding is what the average pool gives: 512 numbers, or 2,048 with bottleneck blocks.
/// ResNet50-Places365 is the same network with 365 classes.
struct ResNet: Architecture {
    let name: String
    /// The number of blocks in each of the four stages.
    let blocks: [Int]
    /// Whether a block is 1×1, 3×3, 1×1 (ResNet50 and larger) or two 3×3.
    let isBottleneck: Bool

    func networks(from weights: NamedWeights, options: NetworkOptions) throws(ArchitectureError) -> Networks {
        let net = NetworkBuilder(name, weights)
        let size = options.imageSize ?? 224
        var x = net.image(size)
        x = net.relu(net.conv(x, "conv1", 64, kernel: 7, stride: 2, norm: "bn1"))
        x = net.maxPool(x, kernel: 3, stride: 2, padding: 1)
        for (stage, count) in blocks.enumerated() {
            for block in 0..<count {
                let stride = stage > 0 && block == 0 ? 2 : 1
                x = residual(net, x, "layer\(stage + 1).\(block)", width: 64 << stage, stride: stride)
            }
        }
        let embedding = net.globalAveragePool(x)
        net.output("embedding", embedding)
        net.classifier(embedding, "fc", options)
        return Networks(image: net.graph, dimension: embedding.shape[0], imageSize: size)
    }

    private func residual(
        _ net: NetworkBuilder, _ x: Value, _ name: String, width: Int, stride: Int
    ) -> Value {
        let channels = isBottleneck ? 4 * width : width
        var y: Value
        if isBottleneck {
            y = net.relu(net.conv(x, "\(name).conv1", width, kernel: 1, norm: "\(name).bn1"))
            y = net.relu(net.conv(y, "\(name).conv2", width, kernel: 3, stride: stride, norm: "\(name).bn2"))
            y = net.conv(y, "\(name).conv3", channels, kernel: 1, norm: "\(name).bn3")
        } else {
            y = net.relu(net.conv(x, "\(name).conv1", width, kernel: 3, stride: stride, norm: "\(name).bn1"))
            y = net.conv(y, "\(name).conv2", channels, kernel: 3, norm: "\(name).bn2")
        }
        let isSame = stride == 1 && x.shape[0] == channels
        let shortcut =
            isSame
            ? x
            : net.conv(
                x, "\(name).downsample.0", channels, kernel: 1, stride: stride, norm: "\(name).downsample.1")
        return net.relu(net.add(y, shortcut))
    }
}
