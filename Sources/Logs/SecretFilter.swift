public import Logging

/// Keeps secrets and picture bytes out of a log, whoever logs them: fields named as secrets are, passwords in addresses,
/// values of parameters named as secrets are, and base64. Long texts are cut.
public struct SecretFilter: LogHandler {
    private var handler: any LogHandler

    /// - Parameter handler: gets what may be written.
    public init(_ handler: any LogHandler) {
        self.handler = handler
    }

    /// Fields of all events.
    public var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = Self.clean(newValue) }
    }

    /// Fields that are asked for at each event.
    public var metadataProvider: Logger.MetadataProvider? {
        get { handler.metadataProvider }
        set { handler.metadataProvider = newValue }
    }

    /// What is less is not written.
    public var logLevel: Logger.Level {
        get { handler.logLevel }
        set { handler.logLevel = newValue }
    }

    /// A field of all events.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue.map { Self.clean($0, named: key) } }
    }

    /// Passes an event on without its secrets.
    public func log(event: LogEvent) {
        var event = event
        event.message = "\(SecretText.clean("\(event.message)"))"
        var fields = event.metadata.map(Self.clean)
        if let error = event.error {
            event.error = nil
            fields = fields ?? [:]
            if fields?["error"] == nil { fields?["error"] = "\(SecretText.clean("\(error)"))" }
        }
        event.metadata = fields
        handler.log(event: event)
    }

    private static func clean(_ fields: Logger.Metadata) -> Logger.Metadata {
        var fields = fields
        for (name, value) in fields { fields[name] = clean(value, named: name) }
        return fields
    }

    private static func clean(_ value: Logger.MetadataValue, named name: String) -> Logger.MetadataValue {
        if SecretText.isSecret(name) { return .string(SecretText.hidden) }
        switch value {
        case .string(let text): return .string(SecretText.clean(text))
        case .stringConvertible(let value):
            // Numbers stay numbers.
            if value is Bool || value is any Numeric { return .stringConvertible(value) }
            return .string(SecretText.clean(value.description))
        case .array(let values): return .array(values.map { clean($0, named: "") })
        case .dictionary(let fields): return .dictionary(clean(fields))
        }
    }
}
