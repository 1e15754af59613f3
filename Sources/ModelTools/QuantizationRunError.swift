/// Why no 8-bit version of a model was made.
public enum QuantizationRunError: Error, Sendable, Equatable {
    /// The model's network is none that can be quantised.
    case notQuantizable(model: String, detail: String)
    /// There are no images to calibrate or measure it with.
    case noImages
    /// No image could be read.
    case noImageReadable
    /// It was made and measured, and is not good enough.
    case lostTooMuch(QuantizationReport)
}

extension QuantizationRunError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notQuantizable(let model, let detail): "'\(model)' can't be quantised: \(detail)."
        case .noImages: "There are no images to calibrate and measure the new model with."
        case .noImageReadable: "No image could be embedded."
        case .lostTooMuch(let report): report.refusal ?? "'\(report.name)' is not installed."
        }
    }
}
