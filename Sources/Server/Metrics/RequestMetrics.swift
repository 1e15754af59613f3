internal import HTTPTypes
internal import Hummingbird
internal import Metrics
internal import Synchronization

/// Counts and times the requests of all surfaces.
struct RequestMetrics: RouterMiddleware {
    typealias Context = AppContext

    private let series: RequestSeries

    init(_ factory: any MetricsFactory) {
        series = RequestSeries(factory)
    }

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let begin = ContinuousClock.now
        series.active.increment()
        defer { series.active.decrement() }
        do {
            let response = try await next(request, context)
            note(request, context, response.status, since: begin)
            return response
        } catch {
            note(request, context, APIError(error).status, since: begin)
            throw error
        }
    }

    private func note(
        _ request: Request, _ context: AppContext, _ status: HTTPResponse.Status,
        since begin: ContinuousClock.Instant
    ) {
        // The route's path with its parameters' names in it: there are as many as there are routes.
        let endpoint = context.endpointPath.flatMap { $0 == "NotFound" ? nil : $0 } ?? "unmatched"
        let key = RequestSeries.Key(
            method: Self.method(request.method), endpoint: endpoint, status: status.code)
        series.note(key, reason: status.reasonPhrase, took: ContinuousClock.now - begin)
    }

    /// A client can invent methods; they are one.
    private static func method(_ method: HTTPRequest.Method) -> String {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        return known.contains(method) ? method.rawValue : "OTHER"
    }
}

/// The series of requests, each looked up once.
private final class RequestSeries: Sendable {
    struct Key: Hashable {
        let method: String
        let endpoint: String
        let status: Int
    }

    private struct Series {
        let requests: Counter
        let duration: Timer
        let errors: Counter?
    }

    let active: Meter
    private let factory: any MetricsFactory
    private let series = Mutex<[Key: Series]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        active = Meter(label: "active_requests", dimensions: [], factory: factory)
    }

    func note(_ key: Key, reason: String, took: Duration) {
        let series = series.withLock { series in
            if let known = series[key] { return known }
            let made = make(key, reason)
            series[key] = made
            return made
        }
        series.requests.increment()
        series.duration.record(duration: took)
        series.errors?.increment()
    }

    private func make(_ key: Key, _ reason: String) -> Series {
        let place = [("method", key.method), ("endpoint", key.endpoint)]
        let kind = reason.isEmpty ? "\(key.status)" : reason.lowercased().replacing(" ", with: "_")
        return Series(
            requests: Counter(
                label: "http_requests_total", dimensions: place + [("status", "\(key.status)")],
                factory: factory),
            duration: Timer(label: "http_request_duration_seconds", dimensions: place, factory: factory),
            errors: key.status < 400
                ? nil
                : Counter(
                    label: "errors_total", dimensions: [("error_type", kind), ("endpoint", key.endpoint)],
                    factory: factory))
    }
}
