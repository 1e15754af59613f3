#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Why a file of another tool can't be read or written. Each case names the file; nothing was changed.
public enum VectorFormatError: Error, Equatable, Sendable {
    /// The system refused `operation`.
    case system(path: String, operation: String, code: Int32)
    /// The file has no known format, or not the requested one.
    case unrecognised(path: String, expected: String)
    /// The file is valid as far as it was read, but has contents that are not supported.
    case unsupported(path: String, found: String, supported: String)
    /// The file contradicts itself or its own size.
    case damaged(path: String, reason: String)
    /// An HDF5 file has no such dataset.
    case missingDataset(path: String, name: String, reason: String)
    /// The file contradicts another file that belongs to it.
    case disagreement(path: String, reason: String)
    /// The name of a new file is taken.
    case exists(path: String)
    /// The data can't be written in this format.
    case invalidInput(path: String, reason: String)
}

extension VectorFormatError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .system(let path, let operation, let code):
            "\(path): \(operation) failed: \(Self.text(of: code))."
        case .unrecognised(let path, let expected):
            "\(path) is not \(expected)."
        case .unsupported(let path, let found, let supported):
            "\(path) holds \(found), which can't be read. Supported: \(supported)."
        case .damaged(let path, let reason):
            "\(path) is damaged: \(reason)."
        case .missingDataset(let path, let name, let reason):
            "\(path) has no dataset '\(name)'\(reason.isEmpty ? "" : ": \(reason)")."
        case .disagreement(let path, let reason):
            "\(path) does not fit: \(reason)."
        case .exists(let path):
            "\(path) exists already; it is left as it is."
        case .invalidInput(let path, let reason):
            "\(path) can't be written: \(reason)."
        }
    }

    private static func text(of code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }

    /// The error of the system call that just failed.
    static func failed(_ operation: String, _ path: String) -> VectorFormatError {
        .system(path: path, operation: operation, code: errno)
    }
}
