import Logging
import Synchronization

/// What a server logged.
final class LogBook: Sendable {
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let state = Mutex<[Line]>([])
    private let level: Logger.Level

    init(level: Logger.Level = .info) {
        self.level = level
    }

    var lines: [Line] { state.withLock { $0 } }

    /// Lines of answered requests.
    var requests: [Line] { lines.filter { $0.message == "request" } }

    func count(of key: String, _ value: String) -> Int { lines.count { $0.metadata[key] == value } }

    /// Writes into this book.
    var logger: Logger { Logger(label: "test") { _ in BookHandler(book: self, logLevel: level) } }

    fileprivate func add(_ line: Line) { state.withLock { $0.append(line) } }
}

private struct BookHandler: LogHandler {
    let book: LogBook
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        book.add(
            LogBook.Line(level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" })
        )
    }
}
