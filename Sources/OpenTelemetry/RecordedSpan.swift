internal import Synchronization
public import Tracing

/// A span of an ``OpenTelemetryTracer``.
public final class RecordedSpan: Span {
    private struct State {
        var span: FinishedSpan
        var hasEnded = false
    }

    /// The span's own: spans that begin in it become its children.
    public let context: InstrumentationContext
    private let isSampled: Bool
    private let state: Mutex<State>
    private let finish: @Sendable (FinishedSpan) -> Void

    init(
        _ span: FinishedSpan, context: InstrumentationContext,
        finish: @escaping @Sendable (FinishedSpan) -> Void
    ) {
        self.context = context
        self.finish = finish
        isSampled = span.trace.isSampled
        state = Mutex(State(span: span))
    }

    /// Whether the span is sent and has not ended.
    public var isRecording: Bool { isSampled && state.withLock { !$0.hasEnded } }

    /// What is done.
    public var operationName: String {
        get { state.withLock { $0.span.name } }
        set { change { $0.name = newValue } }
    }

    /// What is known of it.
    public var attributes: SpanAttributes {
        get { state.withLock { $0.span.attributes } }
        set { change { $0.attributes = newValue } }
    }

    /// Says how it went.
    public func setStatus(_ status: SpanStatus) {
        change { $0.status = status }
    }

    /// Adds something that happens meanwhile.
    public func addEvent(_ event: SpanEvent) {
        add(
            FinishedSpan.Event(
                name: event.name, time: event.nanosecondsSinceEpoch, attributes: event.attributes))
    }

    /// Adds an error, as an event named `exception`.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        var attributes = attributes
        attributes["exception.type"] = "\(type(of: error))"
        attributes["exception.message"] = "\(error)"
        add(
            FinishedSpan.Event(
                name: "exception", time: instant().nanosecondsSinceEpoch, attributes: attributes))
    }

    /// Adds a span of another trace.
    public func addLink(_ link: SpanLink) {
        guard let trace = link.context.trace else { return }
        change { span in
            if span.links.count < FinishedSpan.limit { span.links.append(trace) }
        }
    }

    /// Ends the span, once.
    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard isSampled else { return }
        let time = instant().nanosecondsSinceEpoch
        let ended: FinishedSpan? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            // The clock may have been set back meanwhile.
            state.span.end = max(time, state.span.start)
            return state.span
        }
        if let ended { finish(ended) }
    }

    private func add(_ event: FinishedSpan.Event) {
        change { span in
            if span.events.count < FinishedSpan.limit { span.events.append(event) }
        }
    }

    private func change(_ body: (inout FinishedSpan) -> Void) {
        guard isSampled else { return }
        state.withLock { if !$0.hasEnded { body(&$0.span) } }
    }
}
