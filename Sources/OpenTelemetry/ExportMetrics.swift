internal import CoreMetrics

/// Figures of an exporter.
struct ExportMetrics: Sendable {
    enum Loss: String, CaseIterable {
        case queueFull = "queue_full"
        case rejected
        case exportFailed = "export_failed"
    }

    let exported: Counter
    let failures: Counter
    private let dropped: [Loss: Counter]

    init(_ factory: any MetricsFactory) {
        exported = Counter(label: "trace_spans_exported_total", dimensions: [], factory: factory)
        failures = Counter(label: "trace_export_failures_total", dimensions: [], factory: factory)
        dropped = Dictionary(
            uniqueKeysWithValues: Loss.allCases.map { loss in
                let label = "trace_spans_dropped_total"
                return (
                    loss, Counter(label: label, dimensions: [("reason", loss.rawValue)], factory: factory)
                )
            })
    }

    func drop(_ count: Int, _ loss: Loss) { dropped[loss]?.increment(by: count) }
}
