public import Foundation

/// A command of the program that a server is to run for another process of this machine.
public struct CommandRequest: Codable, Sendable {
    /// The version of the process's program: a server runs commands of its own version only.
    public let version: String
    /// Without the program's name.
    public let arguments: [String]
    /// The absolute path of the folder that relative paths start from; another text if it is gone.
    public let folder: String
    /// Those of the arguments that name files or folders, as they are there.
    public let files: Set<String>
    /// Whether a person watches standard error, on a terminal that can go back to a line's begin.
    public let isWatched: Bool
    /// The width of that terminal.
    public let columns: Int
    /// Whether there is somebody to ask.
    public let canBeAsked: Bool

    /// Of this program's version.
    public init(
        arguments: [String], folder: String, files: Set<String>, isWatched: Bool, columns: Int,
        canBeAsked: Bool
    ) {
        version = Version.current
        (self.arguments, self.folder, self.files) = (arguments, folder, files)
        (self.isWatched, self.columns, self.canBeAsked) = (isWatched, columns, canBeAsked)
    }
}

/// What a server says while it runs a command: JSON objects, one a line, with empty lines where it has nothing to say.
public enum CommandEvent: Codable, Sendable, Equatable {
    /// The first event: the command runs, under this id.
    case begun(id: String)
    /// Text for standard output.
    case output(String)
    /// Text for standard error.
    case errors(String)
    /// A line of standard input is wanted.
    case line
    /// The bytes of a file are wanted, one of ``CommandRequest/files``. One with more than `limit` bytes is refused.
    case file(path: String, limit: Int)
    /// The last event: the command is over, with this exit code.
    case ended(code: Int32)

    /// The event as a line.
    ///
    /// - Throws: an `EncodingError`.
    public func line() throws -> Data { try JSONEncoder().encode(self) + [0x0A] }
}

/// What the process answers where something is wanted.
public enum CommandAnswer: Sendable, Equatable {
    /// The line or the file.
    case bytes([UInt8])
    /// There are no more lines.
    case end
    /// Why the file can't be read, as a sentence.
    case problem(String)

    /// What is sent: the answer's kind, and the body of the request.
    public var message: (kind: String, body: [UInt8]) {
        switch self {
        case .bytes(let bytes): ("bytes", bytes)
        case .end: ("end", [])
        case .problem(let sentence): ("problem", Array(sentence.utf8))
        }
    }

    init?(kind: String, body: [UInt8]) {
        switch kind {
        case "bytes": self = .bytes(body)
        case "end": self = .end
        case "problem": self = .problem(String(decoding: body, as: UTF8.self))
        default: return nil
        }
    }
}
