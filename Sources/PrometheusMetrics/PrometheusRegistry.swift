public import CoreMetrics
internal import Synchronization

/// What is to be said of a metric beside its values.
public struct MetricDescription: Sendable {
    /// One line.
    public var help: String
    /// The upper bounds of a histogram's buckets, ascending; that without a bound is not among them.
    public var buckets: [Double]

    /// By default, buckets for times in seconds.
    public init(_ help: String, buckets: [Double] = MetricDescription.seconds) {
        self.help = help
        self.buckets = buckets
    }

    /// For durations of requests.
    public static let seconds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30,
    ]
}

/// Metrics of `swift-metrics` in memory, written as Prometheus reads them (prometheus.io/docs/instrumenting,
/// "Exposition formats", text format 0.0.4).
///
/// Counters and meters cost one atomic addition, histograms a lock that nobody holds for long. A timer's values
/// are seconds. The factory's own methods look a series up by its labels: callers keep what they get.
public final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct Family {
        let kind: Kind
        /// By their labels as they are written.
        var numbers: [String: NumberSeries] = [:]
        var histograms: [String: HistogramSeries] = [:]
    }

    private enum Kind: String {
        case counter, gauge, histogram
    }

    private let descriptions: [String: MetricDescription]
    private let families = Mutex<[String: Family]>([:])

    /// - Parameter descriptions: by the metrics' names; one without is described by its name alone.
    public init(descriptions: [String: MetricDescription] = [:]) {
        self.descriptions = descriptions
    }

    /// The names of all metrics so far, sorted.
    public var names: [String] { families.withLock { $0.keys.sorted() } }

    /// All metrics, sorted by their names and labels.
    public var text: String {
        // The series are read after the lock is free: who makes a new one does not wait for that.
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(Exposition.escape(help: descriptions[name]?.help ?? name))\n"
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, series) in family.numbers.sorted(by: { $0.key < $1.key }) {
                text += Exposition.line(name, labels, series.value)
            }
            for (labels, series) in family.histograms.sorted(by: { $0.key < $1.key }) {
                text += series.text(name, labels)
            }
        }
        return text
    }

    private func number(_ label: String, _ dimensions: [(String, String)], _ kind: Kind) -> NumberSeries {
        let labels = Exposition.labels(dimensions)
        return series(label, kind) { family in
            if let known = family.numbers[labels] { return known }
            let made = NumberSeries()
            family.numbers[labels] = made
            return made
        }
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramSeries {
        let labels = Exposition.labels(dimensions)
        let bounds = descriptions[Exposition.name(label)]?.buckets ?? MetricDescription.seconds
        return series(label, .histogram) { family in
            if let known = family.histograms[labels] { return known }
            let made = HistogramSeries(bounds: bounds)
            family.histograms[labels] = made
            return made
        }
    }

    private func series<Series: Sendable>(
        _ label: String, _ kind: Kind, _ find: (inout Family) -> Series
    ) -> Series {
        let name = Exposition.name(label)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind)
            precondition(family.kind == kind, "the metric \(name) is a \(family.kind.rawValue) already")
            defer { families[name] = family }
            return find(&family)
        }
    }

    // MARK: MetricsFactory

    /// A counter that only grows.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        number(label, dimensions, .counter)
    }

    /// A counter that only grows, by fractions too.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        number(label, dimensions, .counter)
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        number(label, dimensions, .gauge)
    }

    /// A histogram if values are to be aggregated, else a gauge with the last value.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate { return histogram(label, dimensions) }
        return number(label, dimensions, .gauge)
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    // Series stay: a counter that goes would begin at zero when it comes again.
    /// Does nothing, as all of these: a series that was made once is written until the process ends.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Does nothing.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Does nothing.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Does nothing.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Does nothing.
    public func destroyTimer(_ handler: any TimerHandler) {}
}
