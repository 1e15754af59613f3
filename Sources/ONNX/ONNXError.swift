public import LookalikeWeights

/// Why a network can't be written as an ONNX file.
public enum ONNXError: Error, Equatable, Sendable {
    /// The elements of the initializer `name` can't be read.
    case weights(name: String, WeightFileError)
    /// The initializer `name` has another number of bytes than its type and shape say.
    case wrongLength(name: String, expected: Int, found: Int)
    /// The file would have this many bytes; readers take 2 GB.
    case tooLarge(Int)
    /// A call of the operating system failed.
    case unwritable(detail: String)
}

extension ONNXError: CustomStringConvertible {
    /// One sentence, without a full stop.
    public var description: String {
        switch self {
        case .weights(let name, let error): "the weights \(name) can't be read: \(error)"
        case .wrongLength(let name, let expected, let found):
            "the weights \(name) have \(found) bytes where their shape asks for \(expected)"
        case .tooLarge(let bytes):
            "the network would have \(bytes) bytes; an ONNX file holds 2,147,483,647"
        case .unwritable(let detail): "the ONNX file can't be written: \(detail)"
        }
    }
}
