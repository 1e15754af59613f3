/// Why a tokenizer can't be made. Each description is one sentence without a file's path.
public enum TokenizerError: Error, Equatable, Sendable {
    /// A file can't be opened or read.
    case unreadable(file: String, detail: String)
    /// A file is cut short or contradicts itself.
    case damaged(detail: String)
    /// A file is whole, and asks for something that isn't known here.
    case unsupported(detail: String)
    /// The configuration contradicts itself or the files.
    case configuration(detail: String)
}

extension TokenizerError: CustomStringConvertible {
    /// One sentence, without a full stop.
    public var description: String {
        switch self {
        case .unreadable(let file, let detail): "\(file) can't be read: \(detail)"
        case .damaged(let detail): "the tokenizer's file is damaged: \(detail)"
        case .unsupported(let detail): detail
        case .configuration(let detail): "the tokenizer's configuration is wrong: \(detail)"
        }
    }
}
