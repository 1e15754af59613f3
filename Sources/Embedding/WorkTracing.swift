internal import Tracing

/// Spans of what workers do for callers that are traced.
struct WorkTracing: Sendable {
    let tracer: (any Tracer)?

    /// The caller's context; nil if it is not traced, or nothing is.
    var current: InstrumentationContext? { tracer == nil ? nil : InstrumentationContext.current }

    /// Does work for some items, with a span for each item that is traced.
    ///
    /// - Parameter name: `decode` or `embed`.
    func span<Result>(
        _ name: String, of items: [WorkItem], _ body: () throws -> Result
    ) rethrows -> Result {
        guard let tracer, items.contains(where: { $0.trace != nil }) else { return try body() }
        let spans = items.compactMap { item in
            item.trace.map { (item: item, span: tracer.startSpan(name, context: $0)) }
        }
        for (item, span) in spans where item.network != nil {
            span.attributes["lookalike.model"] = item.identifier
            if name == "embed" { span.attributes["lookalike.batch_size"] = items.count }
        }
        do {
            let result = try body()
            for (item, span) in spans { Self.end(span, item.failure) }
            return result
        } catch {
            for (_, span) in spans { Self.end(span, error) }
            throw error
        }
    }

    private static func end(_ span: any Span, _ error: (any Error)?) {
        if let error {
            span.recordError(error)
            span.setStatus(SpanStatus(code: .error))
        }
        span.end()
    }
}
