public import Foundation

/// An environment variable that can't be used.
public enum OpenTelemetryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It does not have one of the values that it may have.
    case invalid(variable: String, value: String, expected: String)

    /// One sentence.
    public var description: String {
        switch self {
        case .invalid(let variable, let value, let expected):
            "The variable \(variable) is '\(value)'; it takes \(expected)."
        }
    }
}

/// Where traces go, by the environment variables of the OpenTelemetry specification
/// (opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables, …/protocol/exporter).
public struct OpenTelemetryConfiguration: Sendable {
    /// Receives the traces, over OTLP/HTTP; complete, with `/v1/traces`.
    public var endpoint: URL
    /// Sent with each request. They may have secrets and are never logged.
    public var headers: [(name: String, value: String)] = []
    /// How long one request may take.
    public var timeout: Duration = .seconds(10)
    /// What tells this service from others: `service.name`, `service.version` and more.
    public var resource: [String: String] = ["service.name": "lookalike"]
    /// Which traces are recorded.
    public var sampler = Sampler.standard
    /// Most spans that wait to be sent; more are dropped.
    public var queue = 2_048
    /// Most spans in one request.
    public var batch = 512
    /// How long spans wait for others.
    public var delay: Duration = .seconds(5)
    /// How long a batch is tried again.
    public var patience: Duration = .seconds(30)
    /// How long the last spans may take when the service stops.
    public var farewell: Duration = .seconds(5)

    /// The defaults.
    public init(endpoint: URL) {
        self.endpoint = endpoint
    }

    /// - Parameter environment: of the process.
    /// - Returns: nil if no receiver is named, or traces are turned off.
    /// - Throws: ``OpenTelemetryError``.
    public init?(environment: [String: String]) throws(OpenTelemetryError) {
        let variables = Variables(values: environment)
        guard variables["OTEL_SDK_DISABLED"]?.lowercased() != "true",
            try variables.exportsTraces(), let endpoint = try variables.endpoint()
        else { return nil }
        self.endpoint = endpoint
        if let name = variables.either("PROTOCOL"), name != "http/protobuf" {
            throw .invalid(variable: "OTEL_EXPORTER_OTLP_PROTOCOL", value: name, expected: "http/protobuf")
        }
        headers = try variables.pairs(variables.nameOfEither("HEADERS"))
        if let milliseconds = try variables.number(variables.nameOfEither("TIMEOUT"), 1...600_000) {
            timeout = .milliseconds(milliseconds)
        }
        for (name, value) in try variables.pairs("OTEL_RESOURCE_ATTRIBUTES") { resource[name] = value }
        if let name = variables["OTEL_SERVICE_NAME"] { resource["service.name"] = name }
        if let name = variables["OTEL_TRACES_SAMPLER"] {
            sampler = try Sampler(named: name, argument: variables["OTEL_TRACES_SAMPLER_ARG"])
        }
        queue = try variables.number("OTEL_BSP_MAX_QUEUE_SIZE", 1...1_000_000) ?? queue
        batch = min(queue, try variables.number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 1...1_000_000) ?? batch)
        if let milliseconds = try variables.number("OTEL_BSP_SCHEDULE_DELAY", 0...600_000) {
            delay = .milliseconds(max(1, milliseconds))
        }
        if let milliseconds = try variables.number("OTEL_BSP_EXPORT_TIMEOUT", 1...600_000) {
            patience = .milliseconds(milliseconds)
        }
    }
}

/// Environment variables; one that is set to nothing counts as not set.
private struct Variables {
    let values: [String: String]

    subscript(name: String) -> String? {
        let value = values[name]?.trimmingCharacters(in: .whitespaces) ?? ""
        return value.isEmpty ? nil : value
    }

    /// The variable for traces alone, if it is set, else the one for all.
    func nameOfEither(_ name: String) -> String {
        let own = "OTEL_EXPORTER_OTLP_TRACES_\(name)"
        return self[own] == nil ? "OTEL_EXPORTER_OTLP_\(name)" : own
    }

    func either(_ name: String) -> String? { self[nameOfEither(name)] }

    func exportsTraces() throws(OpenTelemetryError) -> Bool {
        switch self["OTEL_TRACES_EXPORTER"] {
        case nil, "otlp": return true
        case "none": return false
        case let name?:
            throw .invalid(variable: "OTEL_TRACES_EXPORTER", value: name, expected: "otlp or none")
        }
    }

    /// The variable for traces has the whole address; the other one has what is before `/v1/traces`.
    func endpoint() throws(OpenTelemetryError) -> URL? {
        let name = nameOfEither("ENDPOINT")
        guard var text = self[name] else { return nil }
        if name == "OTEL_EXPORTER_OTLP_ENDPOINT" {
            text = text.hasSuffix("/") ? text + "v1/traces" : text + "/v1/traces"
        }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased()),
            url.host?.isEmpty == false
        else {
            throw .invalid(
                variable: name, value: self[name] ?? "", expected: "an address such as http://collector:4318")
        }
        return url
    }

    func number(_ name: String, _ range: ClosedRange<Int>) throws(OpenTelemetryError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(
                variable: name, value: text,
                expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `name=value` pairs, comma-separated and percent-encoded, as in W3C Baggage. What is wrong is not told with its
    /// value, which may be a secret.
    func pairs(_ name: String) throws(OpenTelemetryError) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for item in (self[name] ?? "").split(separator: ",") where !item.allSatisfy(\.isWhitespace) {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, !parts[0].isEmpty, let value = parts[1].removingPercentEncoding,
                !value.unicodeScalars.contains(where: { $0.value < 0x20 })
            else { throw .invalid(variable: name, value: "…", expected: "name=value pairs, comma-separated") }
            pairs.append((parts[0], value))
        }
        return pairs
    }
}
