internal import CoreMetrics
internal import Synchronization

/// A histogram: how many values lie under each of some bounds, and what they sum up to.
final class HistogramSeries: Sendable {
    private struct State {
        /// Of the values in each bucket alone; the last has no bound.
        var counts: [UInt64]
        var sum: Double = 0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    /// - Parameter bounds: ascending.
    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: [UInt64](repeating: 0, count: bounds.count + 1)))
    }

    func add(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    /// Its lines; a bucket counts what is under its bound, whatever lies under those before it included.
    func text(_ name: String, _ labels: String) -> String {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var text = ""
        var total: UInt64 = 0
        for (bound, count) in zip(bounds.map { Exposition.number($0) } + ["+Inf"], counts) {
            total += count
            let all = (labels.isEmpty ? "" : labels + ",") + "le=\"\(bound)\""
            text += Exposition.line(name + "_bucket", all, Double(total))
        }
        text += Exposition.line(name + "_sum", labels, sum)
        return text + Exposition.line(name + "_count", labels, Double(total))
    }
}

extension HistogramSeries: TimerHandler, RecorderHandler {
    func recordNanoseconds(_ duration: Int64) { add(Double(duration) / 1e9) }
    func record(_ value: Int64) { add(Double(value)) }
    func record(_ value: Double) { add(value) }
}
