/// EfficientNet-Lite 0 to 4 (Liu, "Higher accuracy on vision models with EfficientNet-Lite", 2020) by the names of the
/// package `efficientnet_lite_pytorch`: ReLU6, no squeeze and excitation, padding as TensorFlow's. The embedding is what
/// the average pool gives: 1,280 numbers.
struct EfficientNetLite: Architecture {
    let name: String
    /// How many times more channels and blocks than Lite 0.
    let width: Double
    let depth: Double
    /// Height and width of the image that it was trained with.
    let size: Int

    func networks(from weights: NamedWeights, options: NetworkOptions) throws(ArchitectureError) -> Networks {
        let net = NetworkBuilder(name, weights, epsilon: 1e-3)
        let size = options.imageSize ?? size
        var x = net.image(size)
        // The first and last convolution, and the number of blocks of the first and last stage, are the same in all.
        x = net.relu6(net.conv(x, "_conv_stem", 32, kernel: 3, stride: 2, padding: .same, norm: "_bn0"))
        var index = 0
        let stages = EfficientNet.stages
        for (number, stage) in stages.enumerated() {
            let isFixed = number == 0 || number == stages.count - 1
            let count = isFixed ? stage.count : Int((depth * Double(stage.count)).rounded(.up))
            for block in 0..<count {
                x = inverted(net, x, "_blocks.\(index)", stage, stride: block == 0 ? stage.stride : 1)
                index += 1
            }
        }
        x = net.relu6(net.conv(x, "_conv_head", 1280, kernel: 1, norm: "_bn1"))
        let embedding = net.globalAveragePool(x)
        net.output("embedding", embedding)
        net.classifier(embedding, "_fc", options)
        return Networks(image: net.graph, dimension: embedding.shape[0], imageSize: size)
    }

    private func inverted(
        _ net: NetworkBuilder, _ x: Value, _ name: String, _ stage: EfficientNet.Stage, stride: Int
    ) -> Value {
        var y = x
        if stage.expansion != 1 {
            y = net.relu6(
                net.conv(
                    y, "\(name)._expand_conv", stage.expansion * x.shape[0], kernel: 1, norm: "\(name)._bn0"))
        }
        y = net.relu6(
            net.conv(
                y, "\(name)._depthwise_conv", y.shape[0], kernel: stage.kernel, stride: stride,
                padding: .same,
                groups: y.shape[0], norm: "\(name)._bn1"))
        y = net.conv(y, "\(name)._project_conv", channels(stage), kernel: 1, norm: "\(name)._bn2")
        return y.shape == x.shape ? net.add(x, y) : y
    }

    /// The stage's channels times the width, rounded to a multiple of 8, but down by a tenth at most.
    private func channels(_ stage: EfficientNet.Stage) -> Int {
        let wide = Double(stage.channels) * width
        let rounded = max(8, Int(wide + 4) / 8 * 8)
        return Double(rounded) < 0.9 * wide ? rounded + 8 : rounded
    }
}
