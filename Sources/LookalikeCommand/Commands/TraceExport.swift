import Foundation
import Logging
import LookalikeOpenTelemetry
import LookalikePrometheusMetrics
import LookalikeServer

/// Sends what a server does to a collector of traces, if the environment names one (`OTEL_EXPORTER_OTLP_ENDPOINT`).
struct TraceExport {
    let tracer: OpenTelemetryTracer
    private let exporter: SpanExporter

    /// - Throws: ``OpenTelemetryError``.
    init?(metrics: PrometheusRegistry, logger: Logger) throws {
        let environment = ProcessInfo.processInfo.environment
        guard var configuration = try OpenTelemetryConfiguration(environment: environment) else { return nil }
        configuration.resource["service.version"] = Version.current
        exporter = SpanExporter(configuration, metrics: metrics, logger: logger)
        tracer = OpenTelemetryTracer(exporter: exporter)
    }

    /// Sends what is left when `body` ends.
    static func run(_ export: TraceExport?, _ body: () async throws -> Void) async throws {
        do { try await body() } catch {
            await export?.exporter.shutDown()
            throw error
        }
        await export?.exporter.shutDown()
    }
}
