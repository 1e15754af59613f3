public import Logging

/// How a log is written to standard error.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people: as swift-log writes it.
    case text
    /// For programs: an object of JSON a line, see ``JSONLogHandler``.
    case json

    /// A handler that writes to standard error, and writes no secrets.
    ///
    /// - Parameter label: the name of the log.
    public func handler(label: String) -> any LogHandler {
        switch self {
        case .text: SecretFilter(StreamLogHandler.standardError(label: label))
        case .json: SecretFilter(JSONLogHandler(label: label) { StandardError.write($0) })
        }
    }
}
