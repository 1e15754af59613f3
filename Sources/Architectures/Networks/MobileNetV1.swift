internal import LookalikeWeights

/// MobileNet v1 as Keras has it (Howard et al., "MobileNets", 2017), width 1. The embedding is the average over the last
/// layer's image: 1,024 numbers.
struct MobileNetV1: Architecture {
    let name = "mobilenet-v1"

    /// Channels and stride of each block.
    private static let blocks = [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1),
        (512, 1),
        (1024, 2), (1024, 1),
    ]

    func networks(from weights: NamedWeights, options: NetworkOptions) throws(ArchitectureError) -> Networks {
        let net = NetworkBuilder(name, weights, epsilon: 1e-3)
        let size = options.imageSize ?? 224
        var x = net.image(size)
        x = net.relu6(net.conv(x, "conv1", 32, kernel: 3, stride: 2, padding: .same, norm: "conv1_bn"))
        for (index, (channels, stride)) in Self.blocks.enumerated() {
            let (depthwise, pointwise) = ("conv_dw_\(index + 1)", "conv_pw_\(index + 1)")
            x = net.relu6(
                net.conv(
                    x, depthwise, x.shape[0], kernel: 3, stride: stride,
                    padding: stride == 1 ? .half : .oneAfter,
                    groups: x.shape[0], norm: "\(depthwise)_bn"))
            x = net.relu6(net.conv(x, pointwise, channels, kernel: 1, norm: "\(pointwise)_bn"))
        }
        let embedding = net.globalAveragePool(x)
        net.output("embedding", embedding)
        if options.classifier {
            let classes = weights.shape("conv_preds/kernel")?.last ?? 1_000
            let pooled = net.reshape(embedding, [embedding.shape[0], 1, 1])
            net.output("logits", net.flatten(net.conv(pooled, "conv_preds", classes, kernel: 1, bias: true)))
        } else {
            weights.leave("conv_preds/kernel", [1, 1, 1024, nil])
            weights.leave("conv_preds/bias", [weights.shape("conv_preds/kernel")?.last])
        }
        return Networks(image: net.graph, dimension: embedding.shape[0], imageSize: size)
    }

    /// In the order of Keras' model, for files that tell layers by their positions.
    func kerasLayers(in file: WeightFile) -> [KerasLayer] {
        let norm = ["gamma", "beta", "moving_mean", "moving_variance"]
        var layers = [
            KerasLayer(.conv2D, "conv1", ["kernel"]), KerasLayer(.batchNormalization, "conv1_bn", norm),
        ]
        for block in 1...Self.blocks.count {
            layers += [
                KerasLayer(.depthwiseConv2D, "conv_dw_\(block)", ["kernel"]),
                KerasLayer(.batchNormalization, "conv_dw_\(block)_bn", norm),
                KerasLayer(.conv2D, "conv_pw_\(block)", ["kernel"]),
                KerasLayer(.batchNormalization, "conv_pw_\(block)_bn", norm),
            ]
        }
        let classifier = KerasLayer(.conv2D, "conv_preds", ["kernel", "bias"])
        let isThere = file.tensors["conv2d_\(Self.blocks.count + 1)/0"] != nil
        return isThere ? layers + [classifier] : layers
    }
}
