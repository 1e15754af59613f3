import LookalikeWeights
import Testing

/// Keras 3's weights without names.
@Suite(.timeLimit(.minutes(10))) struct KerasPositionTests {
    @Test func tensorsAreCalledByTheirPositions() throws {
        let file = try KerasFixture.open("keras3.weights.h5")
        #expect(file.tensors["conv2d_1/1"]?.shape == [2])
        #expect(
            Set(file.tensors.keys) == [
                "conv2d/0", "conv2d_1/0", "conv2d_1/1", "depthwise_conv2d/0", "separable_conv2d/0",
                "separable_conv2d/1", "separable_conv2d/2", "batch_normalization/0",
                "batch_normalization/1", "batch_normalization/2", "batch_normalization/3",
                "batch_normalization_1/0", "batch_normalization_1/1", "batch_normalization_1/2",
            ])
    }

    /// `dense_10` is behind `dense_9`, not behind `dense_1`.
    @Test func positionsAreNumbers() throws {
        let file = try KerasFixture.open("keras3-many.weights.h5")
        let named = try file.named((0..<12).map { KerasLayer(.dense, "d\($0)", ["kernel"]) })
        #expect(Set(named.tensors.keys) == Set((0..<12).map { "d\($0)/kernel" }))
        #expect(try named.wrongTensors() == [])
    }

    @Test func aLayerTooFewIsNamed() throws {
        let file = try KerasFixture.open("keras3.weights.h5")
        let more = KerasNameTests.layers + [KerasLayer(.depthwiseConv2D, "conv_dw_2", ["kernel"])]
        let error = #expect(throws: WeightFileError.self) { try file.named(more) }
        #expect(
            error?.description
                == "the file has no depthwise_conv2d_1/0, which would be conv_dw_2/kernel")
    }

    @Test func aLayerTooManyKeepsItsPosition() throws {
        let file = try KerasFixture.open("keras3.weights.h5").named(KerasNameTests.layers.dropLast())
        #expect(file.tensors["conv2d_1/0"] != nil && file.tensors["conv1/kernel"] != nil)
    }

    @Test func anotherNumberOfVariablesIsRefused() throws {
        let file = try KerasFixture.open("keras3.weights.h5")
        let fewer = #expect(throws: WeightFileError.self) {
            try file.named([
                KerasLayer(.batchNormalization, "bn", ["beta", "moving_mean", "moving_variance"])
            ])
        }
        #expect(fewer?.description.contains("batch_normalization has more variables than bn") == true)
        let more = #expect(throws: WeightFileError.self) {
            try file.named([KerasLayer(.conv2D, "conv1", ["kernel", "bias"])])
        }
        #expect(more?.description == "the file has no conv2d/1, which would be conv1/bias")
    }
}
