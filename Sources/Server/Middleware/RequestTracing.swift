internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Tracing

/// Makes a span of each request, which belongs to the client's trace if the request names one, and puts the trace's id on
/// the lines of the log.
struct RequestTracing: RouterMiddleware {
    typealias Context = AppContext

    let tracer: any Tracer

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var caller = InstrumentationContext.topLevel
        tracer.extract(request.headers, into: &caller, using: HeaderFields())
        let span = tracer.startSpan(Self.name(request, context), context: caller, ofKind: .server)
        defer { span.end() }
        describe(span, request, context)
        var told: HTTPFields = [:]
        tracer.inject(span.context, into: &told, using: HeaderFields())
        let parent = told[.traceparent] ?? ""
        var context = context
        context.logger[metadataKey: "trace_id"] = TraceHeader.traceID(of: parent).map { "\($0)" }
        return try await InstrumentationContext.withValue(span.context) {
            do {
                var response = try await next(request, context)
                note(response.status, on: span)
                span.attributes["lookalike.request_id"] = response.headers[.requestID]
                // W3C Trace Context Level 2: the client learns which trace its request is in.
                response.headers[.traceresponse] = parent
                return response
            } catch {
                span.recordError(error)
                note(APIError(error).status, on: span)
                throw error
            }
        }
    }

    /// The names are those of OpenTelemetry's conventions for HTTP.
    private func describe(_ span: any Span, _ request: Request, _ context: AppContext) {
        span.attributes["http.request.method"] = RequestMetrics.method(request.method)
        span.attributes["http.route"] = context.route
        span.attributes["url.path"] = request.uri.path
        span.attributes["url.scheme"] = "http"
    }

    private func note(_ status: HTTPResponse.Status, on span: any Span) {
        span.attributes["http.response.status_code"] = status.code
        // What clients do wrong is no error of the service.
        if status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
    }

    private static func name(_ request: Request, _ context: AppContext) -> String {
        let method = RequestMetrics.method(request.method)
        return context.route == "unmatched" ? method : "\(method) \(context.route)"
    }
}

/// Reads and writes headers for a tracer.
private struct HeaderFields: Extractor, Injector {
    func extract(key: String, from fields: HTTPFields) -> String? {
        HTTPField.Name(key).flatMap { fields[$0] }
    }

    func inject(_ value: String, forKey key: String, into fields: inout HTTPFields) {
        if let name = HTTPField.Name(key) { fields[name] = value }
    }
}

/// The header `traceparent` (W3C Trace Context).
enum TraceHeader {
    /// Nil if the header is not valid.
    static func traceID(of traceparent: String) -> String? {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[1].utf8.count == 32, parts[1].contains(where: { $0 != "0" }),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return String(parts[1])
    }
}

extension HTTPField.Name {
    // Sound: the names are valid tokens.
    static let traceparent = HTTPField.Name("traceparent")!
    static let traceresponse = HTTPField.Name("traceresponse")!
}
