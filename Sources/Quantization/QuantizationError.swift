public import LookalikeONNX

/// Why a network can't be quantised. Each description is one sentence without a full stop.
public enum QuantizationError: Error, Equatable, Sendable {
    /// There is no convolution or matrix product with constant weights in single precision.
    case nothingToQuantize
    /// The network has DequantizeLinear behind activations already.
    case isQuantized
    /// Weights can't be read.
    case weights(ONNXError)
    /// A probe gave numbers that are not finite, or none.
    case unusableStatistics(detail: String)
}

extension QuantizationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nothingToQuantize:
            "the network has no convolution or matrix product with weights in single precision"
        case .isQuantized: "the network computes in 8 bits already"
        case .weights(let error): "\(error)"
        case .unusableStatistics(let detail): "the network can't be calibrated: \(detail)"
        }
    }
}
