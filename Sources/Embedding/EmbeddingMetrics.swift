internal import Metrics

/// What the scheduler measures. The names are those that the fifth of the five systems has, and more in their way.
struct EmbeddingMetrics: Sendable {
    private let inference: Timer
    private let batch: Recorder
    private let decoding: Timer

    init(_ factory: any MetricsFactory) {
        inference = Timer(label: "ml_inference_duration_seconds", dimensions: [], factory: factory)
        batch = Recorder(
            label: "ml_inference_batch_size", dimensions: [], aggregate: true, factory: factory)
        decoding = Timer(label: "picture_decoding_duration_seconds", dimensions: [], factory: factory)
    }

    /// Measures a run of a network with `count` pictures, also one that fails.
    func inference<Result>(of count: Int, _ body: () throws -> Result) rethrows -> Result {
        batch.record(count)
        return try measure(inference, body)
    }

    func decoding<Result>(_ body: () throws -> Result) rethrows -> Result { try measure(decoding, body) }

    private func measure<Result>(_ timer: Timer, _ body: () throws -> Result) rethrows -> Result {
        let begin = ContinuousClock.now
        defer { timer.record(duration: ContinuousClock.now - begin) }
        return try body()
    }
}
