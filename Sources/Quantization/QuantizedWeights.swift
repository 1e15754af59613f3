internal import LookalikeONNX

/// Weights as signed bytes: `weight ≈ byte × scale`, with a scale for each output channel.
struct QuantizedWeights {
    let bytes: [UInt8]
    let scales: [Float]

    /// - Throws: ``QuantizationError/weights(_:)``.
    init(_ layer: QuantizableLayer) throws(QuantizationError) {
        let numbers: [Float]
        do throws(ONNXError) { numbers = try layer.weights.floats() } catch { throw .weights(error) }
        let shape = layer.weights.shape
        let channels = layer.channels
        let inner = shape[(layer.channelAxis + 1)...].reduce(1, *)
        var largest = [Float](repeating: 0, count: channels)
        for (index, number) in numbers.enumerated() {
            guard number.isFinite else {
                throw .unusableStatistics(detail: "the weights \(layer.weights.name) are not all finite")
            }
            let channel = index / inner % channels
            largest[channel] = max(largest[channel], abs(number))
        }
        // A channel of zeros has any scale.
        let scales = largest.map { ($0 / 127).isNormal ? $0 / 127 : 1 }
        bytes = numbers.enumerated().map { index, number in
            let steps = (number / scales[index / inner % channels]).rounded(.toNearestOrEven)
            return UInt8(bitPattern: Int8(min(127, max(-127, steps))))
        }
        self.scales = scales
    }
}
