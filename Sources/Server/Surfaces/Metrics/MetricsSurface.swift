internal import Hummingbird
internal import LookalikeEngine
internal import LookalikePrometheusMetrics
internal import NIOCore

/// Figures of the whole server for Prometheus.
struct MetricsSurface: Surface {
    private let registry: PrometheusRegistry
    private let state: StateMetrics
    let tag = "Metrics"
    let tagDescription = "Figures for Prometheus."
    let audience = RouteAudience.contract

    init(engine: Engine, registry: PrometheusRegistry) {
        self.registry = registry
        state = StateMetrics(engine, registry)
    }

    var routes: [Route] { [route("/metrics"), route("/api/v1/metrics")] }

    private func route(_ path: String) -> Route {
        Route(.get, path, "Metrics", answers: [.bytes("text/plain", "In Prometheus' text format.")]) { _ in
            try await state.update()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text)))
        }
    }
}
