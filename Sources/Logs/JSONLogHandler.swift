internal import Foundation
public import Logging

/// Writes each event as one line of JSON:
///
///     {"time":"2026-11-30T20:15:00.123Z","level":"info","logger":"lookalike","message":"request","method":"GET",…}
///
/// `time` is in RFC 3339, in UTC. Fields follow in the order of their names; numbers and truth values stay ones. A field
/// with one of the four names above gets a `_` behind it.
public struct JSONLogHandler: LogHandler {
    private static let reserved: Set = ["time", "level", "logger", "message"]

    /// Fields of all events.
    public var metadata: Logger.Metadata = [:]
    /// Fields that are asked for at each event.
    public var metadataProvider: Logger.MetadataProvider?
    /// What is less is not written.
    public var logLevel = Logger.Level.info
    private let label: String
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - label: the name of the log.
    ///   - write: gets each line, with its end.
    public init(label: String, write: @escaping @Sendable (String) -> Void) {
        self.label = label
        self.write = write
    }

    /// A field of all events.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes an event.
    public func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error { fields["error"] = fields["error"] ?? "\(error)" }
        var line = "{\"time\":\"\(Self.time(Date()))\",\"level\":\"\(event.level)\",\"logger\":"
        JSONText.add(label, to: &line)
        line += ",\"message\":"
        JSONText.add("\(event.message)", to: &line)
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += ","
            JSONText.add(Self.reserved.contains(name) ? name + "_" : name, to: &line)
            line += ":"
            JSONText.add(value, to: &line)
        }
        write(line + "}\n")
    }

    /// RFC 3339, in UTC, with milliseconds.
    private static func time(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
