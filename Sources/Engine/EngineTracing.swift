internal import Tracing

/// Spans of what the engine does for callers that are traced; the scheduler makes its own.
struct EngineTracing: Sendable {
    let tracer: (any Tracer)?

    /// - Parameters:
    ///   - name: `search` or `store`.
    ///   - count: of the results, or of the images.
    func span<Result>(
        _ name: String, count: (Result) -> Int, _ body: () async throws -> Result
    ) async throws -> Result {
        guard let tracer, let context = InstrumentationContext.current else { return try await body() }
        let span = tracer.startSpan(name, context: context)
        defer { span.end() }
        do {
            let result = try await body()
            span.attributes["lookalike.count"] = count(result)
            return result
        } catch {
            span.recordError(error)
            span.setStatus(SpanStatus(code: .error))
            throw error
        }
    }
}
