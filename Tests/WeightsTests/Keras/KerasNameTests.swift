import LookalikeWeights
import Testing

/// One network in every form that Keras writes.
@Suite(.timeLimit(.minutes(10))) struct KerasNameTests {
    static let shapes: [String: [Int]] = [
        "conv1/kernel": [3, 3, 3, 4],
        "conv1_bn/gamma": [4], "conv1_bn/beta": [4], "conv1_bn/moving_mean": [4],
        "conv1_bn/moving_variance": [4],
        "conv_dw_1/kernel": [3, 3, 4, 1],
        "conv_dw_1_bn/beta": [4], "conv_dw_1_bn/moving_mean": [4], "conv_dw_1_bn/moving_variance": [4],
        "separable/depthwise_kernel": [1, 1, 4, 1], "separable/pointwise_kernel": [1, 1, 4, 5],
        "separable/bias": [5],
        "conv2/kernel": [1, 1, 5, 2], "conv2/bias": [2],
    ]

    static let layers = [
        KerasLayer(.conv2D, "conv1", ["kernel"]),
        KerasLayer(.batchNormalization, "conv1_bn", ["gamma", "beta", "moving_mean", "moving_variance"]),
        KerasLayer(.depthwiseConv2D, "conv_dw_1", ["kernel"]),
        KerasLayer(.batchNormalization, "conv_dw_1_bn", ["beta", "moving_mean", "moving_variance"]),
        KerasLayer(.separableConv2D, "separable", ["depthwise_kernel", "pointwise_kernel", "bias"]),
        KerasLayer(.conv2D, "conv2", ["kernel", "bias"]),
    ]

    @Test(arguments: [
        ("keras2-weights.h5", WeightFormat.keras2), ("keras2.h5", .keras2), ("keras2-frozen.h5", .keras2),
        ("keras2.keras", .keras3Archive), ("keras3.h5", .keras2), ("keras3-frozen.h5", .keras2),
        ("keras3.keras", .keras3Archive), ("keras3.weights.h5", .keras3Weights),
        ("layout-latest.h5", .keras2), ("layout-v110.h5", .keras2), ("layout-gzip.h5", .keras2),
        ("layout-tracked.h5", .keras2),
    ])
    func everyFormHasTheSameNames(name: String, format: WeightFormat) throws {
        let file = try KerasFixture.open(name)
        #expect(file.format == format)
        let named = try file.named(Self.layers)
        #expect(named.shapes == Self.shapes)
        #expect(try named.wrongTensors() == [])
        #expect(named.tensors.allSatisfy { $0.key == $0.value.name && $0.value.type == .float32 })
    }

    @Test func aModelInsideOfAModel() throws {
        var expected = Dictionary(uniqueKeysWithValues: Self.shapes.map { ("base/" + $0.key, $0.value) })
        expected["head/kernel"] = [2, 3]
        expected["head/bias"] = [3]
        for name in ["keras2-nested.h5", "keras3-nested.keras"] {
            let file = try KerasFixture.open(name)
            #expect(file.shapes == expected, "\(name)")
            #expect(try file.wrongTensors() == [], "\(name)")
        }
        let file = try KerasFixture.open("keras3-nested.weights.h5")
        let named = try file.named(Self.layers, inside: "functional")
            .named([KerasLayer(.dense, "head", ["kernel", "bias"])])
        #expect(
            Set(named.tensors.keys) == Set(expected.keys.map { $0.replacing("base/", with: "functional/") }))
        let kernel = try #require(named.tensors["functional/conv1/kernel"])
        #expect(try kernel.floats() == KerasFixture.elements("base/conv1/kernel", count: 108))
    }

    @Test func whatIsBesideTheWeightsIsNamed() throws {
        #expect(try KerasFixture.open("keras2-nested.h5").ignored == ["optimizer_weights"])
        #expect(try KerasFixture.open("keras3-nested.keras").ignored == ["optimizer"])
        #expect(try KerasFixture.open("keras3-nested.weights.h5").ignored == ["optimizer"])
        #expect(try KerasFixture.open("keras3.weights.h5").ignored == [])
    }

    /// Functions in a model are listed with its layers.
    @Test func functionsAreNoLayers() throws {
        let file = try KerasFixture.open("keras3-ops.keras")
        #expect(
            file.shapes == [
                "first/kernel": [2, 2], "first/bias": [2], "second/kernel": [2, 2], "second/bias": [2],
            ])
        #expect(try file.wrongTensors() == [])
    }

    @Test func aGeneratorsStateIsNoWeight() throws {
        let file = try KerasFixture.open("layout-generator.weights.h5")
        #expect(file.ignored == ["layers/dropout/seed_generator"])
        #expect(try file.named(Self.layers).shapes == Self.shapes)
    }

    @Test(arguments: [("bfloat16", ElementType.bfloat16), ("float16", .float16)])
    func halfPrecision(name: String, type: ElementType) throws {
        let layers = Array(Self.layers[..<2])
        let file = try KerasFixture.open("keras3-\(name).weights.h5").named(layers)
        #expect(file.tensors["conv1/kernel"]?.type == type)
        #expect(file.tensors.count == 5)
        #expect(try file.wrongTensors() == [])
    }
}
