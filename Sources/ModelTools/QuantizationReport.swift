internal import Foundation

/// An 8-bit model beside its parent.
public struct QuantizationReport: Sendable, Codable, Equatable {
    /// One number of both models.
    public struct Pair: Sendable, Codable, Equatable {
        /// The parent's.
        public let parent: Double
        /// The 8-bit model's.
        public let quantized: Double
    }

    /// Of the 8-bit model.
    public let name: String
    /// Of the model that it was made of.
    public let parent: String
    /// How many images gave the ranges of the activations.
    public let calibrationImages: Int
    /// How many images both models embedded.
    public let evaluationImages: Int
    /// The share of images whose nearest one has their class; nil without classes.
    public let precisionAt1: Pair?
    /// The mean share of their class among the ten nearest; nil without classes.
    public let precisionAt10: Pair?
    /// Of the two models' vectors: the mean over the images.
    public let cosine: Double
    /// On one core of this machine.
    public let millisecondsPerImage: Pair
    /// Of the networks' files.
    public let networkBytes: Pair
    /// What the rest of the 8-bit network is computed in.
    public let precision: String
    /// The greater loss of the two precisions; without classes, 1 − ``cosine``. Never negative.
    public let loss: Double
    /// The loss that was allowed.
    public let maximumLoss: Double
    /// Whether the loss is small enough: the model is installed then.
    public let installed: Bool

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, parent, cosine, precision, loss, installed
        case calibrationImages = "calibration_images"
        case evaluationImages = "evaluation_images"
        case precisionAt1 = "p_at_1"
        case precisionAt10 = "p_at_10"
        case millisecondsPerImage = "ms_per_image"
        case networkBytes = "network_bytes"
        case maximumLoss = "max_loss"
    }

    /// Why the model is not installed; nil if it is good enough.
    public var refusal: String? {
        guard !installed else { return nil }
        let what = precisionAt1 == nil ? "of the cosine to the parent's vectors" : "of P@1 or P@10"
        return
            "'\(name)' is not installed: it loses \(Self.number(loss)) \(what), and the most that was allowed is "
            + "\(Self.number(maximumLoss))."
    }

    /// For the model's description.
    var sentence: String {
        let quality =
            if let one = precisionAt1, let ten = precisionAt10 {
                "P@1 \(Self.number(one.parent)) → \(Self.number(one.quantized)), P@10 "
                    + "\(Self.number(ten.parent)) → \(Self.number(ten.quantized)) on \(evaluationImages) images"
            } else {
                "mean cosine \(Self.number(cosine)) to its vectors of \(evaluationImages) images"
            }
        return "\(parent) in 8 bits, calibrated on \(calibrationImages) images: \(quality)."
    }

    /// A share with the digits that are worth showing.
    public static func number(_ value: Double) -> String { String(format: "%.4f", value) }
}
