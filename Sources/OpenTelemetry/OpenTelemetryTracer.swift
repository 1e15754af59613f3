public import Tracing

/// Makes spans and gives them to an exporter when they end.
///
/// ```swift
/// let exporter = SpanExporter(configuration, metrics: metrics, logger: logger)
/// let tracer = OpenTelemetryTracer(exporter: exporter)
/// try await tracer.withSpan("search") { span in … }
/// await exporter.shutDown()
/// ```
public struct OpenTelemetryTracer: Tracer {
    private let sampler: Sampler
    private let finish: @Sendable (FinishedSpan) -> Void

    /// - Parameter exporter: sends the spans, and says which are recorded.
    public init(exporter: SpanExporter) {
        sampler = exporter.configuration.sampler
        finish = { exporter.add($0) }
    }

    /// Begins a span: a child of the context's span, or the first one of a new trace.
    public func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context.trace
        let traceID = parent?.traceID ?? Self.identifier() + Self.identifier()
        let trace = TraceContext(
            traceID: traceID, spanID: Self.identifier(),
            isSampled: sampler.records(traceID: traceID, parent: parent), state: parent?.state ?? "")
        let isRemote = context.isTraceRemote
        context.trace = trace
        context.isTraceRemote = false
        let start = instant().nanosecondsSinceEpoch
        let span = FinishedSpan(
            trace: trace, parentID: parent?.spanID ?? "", isParentRemote: isRemote, name: operationName,
            kind: kind, start: start, end: start, attributes: [:], events: [], links: [], status: nil)
        return RecordedSpan(span, context: context, finish: finish)
    }

    /// Nothing: spans are sent soon, and all of them when the exporter is shut down.
    public func forceFlush() {}

    /// Takes the trace of a request from its headers `traceparent` and `tracestate`.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let parent = extractor.extract(key: "traceparent", from: carrier) else { return }
        let state = extractor.extract(key: "tracestate", from: carrier)
        guard let trace = TraceContext(traceparent: parent, tracestate: state) else { return }
        context.trace = trace
        context.isTraceRemote = true
    }

    /// Tells another service of the trace by the headers `traceparent` and `tracestate`.
    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.traceparent, forKey: "traceparent", into: &carrier)
        if !trace.state.isEmpty { injector.inject(trace.state, forKey: "tracestate", into: &carrier) }
    }

    /// 8 random bytes, not all zero, in hexadecimal digits.
    private static func identifier() -> String {
        let digits = String(UInt64.random(in: 1...UInt64.max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

private enum RemoteKey: InstrumentationContextKey {
    typealias Value = Bool
}

extension InstrumentationContext {
    /// Whether the trace's span is another service's.
    fileprivate var isTraceRemote: Bool {
        get { self[RemoteKey.self] ?? false }
        set { self[RemoteKey.self] = newValue ? true : nil }
    }
}
