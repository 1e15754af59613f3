internal import Metrics
internal import Synchronization

/// Measurements of the scheduler. The names are those of the million-scale system, plus some in the same style.
struct EmbeddingMetrics: Sendable {
    private let inferences: InferenceSeries
    private let batch: Recorder
    private let decoding: Timer

    init(_ factory: any MetricsFactory) {
        inferences = InferenceSeries(factory)
        batch = Recorder(
            label: "ml_inference_batch_size", dimensions: [], aggregate: true, factory: factory)
        decoding = Timer(label: "picture_decoding_duration_seconds", dimensions: [], factory: factory)
    }

    /// Measures a run of a model's network with `count` images, even if it fails.
    func inference<Result>(of count: Int, model: String, _ body: () throws -> Result) rethrows -> Result {
        batch.record(count)
        let series = inferences.of(model, isBatch: count > 1)
        do {
            let result = try measure(series.duration, body)
            series.successes.increment()
            return result
        } catch {
            series.errors.increment()
            throw error
        }
    }

    func decoding<Result>(_ body: () throws -> Result) rethrows -> Result { try measure(decoding, body) }

    private func measure<Result>(_ timer: Timer, _ body: () throws -> Result) rethrows -> Result {
        let begin = ContinuousClock.now
        defer { timer.record(duration: ContinuousClock.now - begin) }
        return try body()
    }
}

/// The metrics of each model's network, looked up once. There are few, because models are installed by the user.
private final class InferenceSeries: Sendable {
    struct Key: Hashable {
        let model: String
        let isBatch: Bool
    }

    struct Series {
        let duration: Timer
        let successes: Counter
        let errors: Counter
    }

    private let factory: any MetricsFactory
    private let series = Mutex<[Key: Series]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
    }

    func of(_ model: String, isBatch: Bool) -> Series {
        let key = Key(model: model, isBatch: isBatch)
        return series.withLock { series in
            if let known = series[key] { return known }
            let made = make(key)
            series[key] = made
            return made
        }
    }

    private func make(_ key: Key) -> Series {
        let work = [
            ("model_name", key.model),
            ("operation", key.isBatch ? "batch_extract_features" : "extract_features"),
        ]
        func counter(_ status: String) -> Counter {
            Counter(label: "ml_inference_total", dimensions: work + [("status", status)], factory: factory)
        }
        return Series(
            duration: Timer(label: "ml_inference_duration_seconds", dimensions: work, factory: factory),
            successes: counter("success"), errors: counter("error"))
    }
}
