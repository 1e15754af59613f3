internal import Tracing

/// A span that has ended.
struct FinishedSpan: Sendable {
    struct Event: Sendable {
        var name: String
        var time: UInt64
        var attributes: SpanAttributes
    }

    /// The most attributes, events and links of a span (opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits).
    static let limit = 128

    var trace: TraceContext
    /// Empty for the first of a trace.
    var parentID: String
    var isParentRemote: Bool
    var name: String
    var kind: SpanKind
    /// Nanoseconds since 1970.
    var start: UInt64
    /// Nanoseconds since 1970, never before the start.
    var end: UInt64
    var attributes: SpanAttributes
    var events: [Event]
    var links: [TraceContext]
    var status: SpanStatus?
}
