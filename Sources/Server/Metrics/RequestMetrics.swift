internal import HTTPTypes
internal import Hummingbird
internal import Metrics
internal import Synchronization

/// Counts and times the requests of all interfaces.
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
        let waiting = series.inProgress(Self.method(request.method), context.route)
        for meter in [series.active, waiting] { meter.increment() }
        defer { for meter in [series.active, waiting] { meter.decrement() } }
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
        let key = RequestSeries.Key(
            method: Self.method(request.method), endpoint: context.route, status: status.code)
        series.note(key, reason: status.reasonPhrase, took: ContinuousClock.now - begin)
    }

    /// Clients can invent methods; all unknown ones count as one.
    static func method(_ method: HTTPRequest.Method) -> String {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        return known.contains(method) ? method.rawValue : "OTHER"
    }
}

/// The metrics of requests, each looked up once.
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
    private let waiting = Mutex<[Place: Meter]>([:])

    private struct Place: Hashable {
        let method: String
        let endpoint: String
    }

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        active = Meter(label: "active_requests", dimensions: [], factory: factory)
    }

    /// The requests in progress on a route.
    func inProgress(_ method: String, _ endpoint: String) -> Meter {
        let place = Place(method: method, endpoint: endpoint)
        return waiting.withLock { waiting in
            if let known = waiting[place] { return known }
            let made = Meter(
                label: "http_requests_inprogress", dimensions: [("method", method), ("handler", endpoint)],
                factory: factory)
            waiting[place] = made
            return made
        }
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
            // Clients' mistakes are not errors of the service.
            errors: key.status < 500
                ? nil
                : Counter(
                    label: "errors_total", dimensions: [("error_type", kind), ("endpoint", key.endpoint)],
                    factory: factory))
    }
}
