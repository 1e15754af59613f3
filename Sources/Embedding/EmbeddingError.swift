/// Errors between an image and its embedding, apart from those of the image itself (``/LookalikePictures/PictureError``).
public enum EmbeddingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No model of that name in any models folder.
    case unknownModel(name: String, known: [String])
    /// The manifest or the network can't be used.
    case unusableModel(name: String, detail: String)
    /// The device that networks should run on is not there, or its part of OpenVINO isn't.
    case deviceMissing(InferenceDevice)
    /// The model knows some words, and none of a text's.
    case unknownWords(model: String, detail: String)
    /// The queue stayed full for the longest time that callers wait.
    case overloaded(retryAfter: Duration)
    /// The caller left before its image was processed.
    case cancelled
    /// The network ran and failed, or gave numbers that are not finite.
    case inferenceFailed(model: String, detail: String)

    public var description: String {
        switch self {
        case .unknownModel(let name, let known):
            "There is no model called '\(name)'. Installed: \(known.joined(separator: ", "))."
        case .unusableModel(let name, let detail): "The model '\(name)' can't be used: \(detail)"
        case .deviceMissing(let device):
            "OpenVINO finds no \(device.rawValue.uppercased()) here. Install its driver, run 'LOOKALIKE_SETUP_DEVICES=\(device.rawValue) "
                + "scripts/setup' and build again, or set LOOKALIKE_DEVICE=cpu."
        case .unknownWords(let model, let detail):
            "The model '\(model)' can't search by this text. \(detail)"
        case .overloaded: "The server has as much work as it can take; try again in a moment."
        case .cancelled: "The request was cancelled."
        case .inferenceFailed(let model, let detail): "The model '\(model)' failed: \(detail)"
        }
    }
}
