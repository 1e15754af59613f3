/// Why a weight file can't be used. Each description is one sentence without the file's path.
public enum WeightFileError: Error, Equatable, Sendable {
    /// The file can't be opened or read.
    case unreadable(detail: String)
    /// The bytes are of no format that is read here.
    case unknownFormat
    /// The format is known; this file of it is cut short or contradicts itself.
    case damaged(detail: String)
    /// The file is whole, and holds something that is not read here, such as a pickled object that isn't a tensor.
    case unsupported(detail: String)
}

extension WeightFileError: CustomStringConvertible {
    /// One sentence, without a full stop.
    public var description: String {
        switch self {
        case .unreadable(let detail): "the file can't be read: \(detail)"
        case .unknownFormat:
            "the file is none of the weight formats that are read (safetensors, PyTorch, TorchScript, Keras)"
        case .damaged(let detail): "the file is damaged: \(detail)"
        case .unsupported(let detail): detail
        }
    }
}
