/// Why an ONNX file can't be read as a ``Graph``.
public enum ONNXReadError: Error, Equatable, Sendable {
    /// The file can't be opened or read.
    case unreadable(detail: String)
    /// The bytes are no ONNX file, or contradict themselves.
    case damaged(detail: String)
    /// The file is whole, and has something that ``Graph`` does not hold.
    case unsupported(detail: String)
}

extension ONNXReadError: CustomStringConvertible {
    /// One sentence, without a full stop.
    public var description: String {
        switch self {
        case .unreadable(let detail): "the ONNX file can't be read: \(detail)"
        case .damaged(let detail): "the ONNX file is damaged: \(detail)"
        case .unsupported(let detail): "the network \(detail)"
        }
    }
}
