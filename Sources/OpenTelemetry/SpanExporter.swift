public import CoreMetrics
internal import Foundation
public import Logging
internal import Synchronization

/// Collects spans that have ended and sends them in batches, in the background. Nobody waits for it: if the receiver is
/// gone or slow, spans are dropped, which metrics and the log tell.
public final class SpanExporter: Sendable {
    private struct State {
        var queue: [FinishedSpan] = []
        var isClosed = false
        /// Of the loop, while it waits.
        var waiter: CheckedContinuation<Void, Never>?
        var timer: Task<Void, Never>?
        var isWoken = false
        /// Since the log told of it.
        var overflow = 0
        var loop: Task<Void, Never>?
        /// Before a batch is tried again.
        var pause: Task<Void, Never>?
    }

    let configuration: OpenTelemetryConfiguration
    private let receiver: SpanReceiver
    private let metrics: ExportMetrics
    private let logger: Logger
    private let state = Mutex(State())

    /// Begins to work.
    ///
    /// - Parameters:
    ///   - metrics: where its counters go.
    ///   - logger: told when the receiver can't be reached, and when it can again.
    public init(_ configuration: OpenTelemetryConfiguration, metrics: any MetricsFactory, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        receiver = SpanReceiver(configuration)
        self.metrics = ExportMetrics(metrics)
        let loop = Task { await self.run() }
        state.withLock { $0.loop = loop }
    }

    /// Takes a span; drops it if too many wait.
    func add(_ span: FinishedSpan) {
        let (isTaken, isFull) = state.withLock { state in
            guard !state.isClosed, state.queue.count < configuration.queue else {
                state.overflow += 1
                return (false, false)
            }
            state.queue.append(span)
            return (true, state.queue.count >= configuration.batch)
        }
        if !isTaken { metrics.drop(1, .queueFull) }
        if isFull { wake() }
    }

    /// Sends what waits and ends. Takes no longer than ``OpenTelemetryConfiguration/farewell``; what is not sent by then is
    /// dropped.
    public func shutDown() async {
        let loop = state.withLock { state in
            state.isClosed = true
            state.pause?.cancel()
            return state.loop
        }
        guard let loop else { return }
        wake()
        let deadline = Task { [farewell = configuration.farewell] in
            // Cancelled when the loop has ended in time.
            guard (try? await Task.sleep(for: farewell)) != nil else { return }
            loop.cancel()
        }
        await loop.value
        deadline.cancel()
        await receiver.close()
    }

    private func run() async {
        var failure: String?
        while true {
            await wait()
            while let batch = take() {
                failure = report(await send(batch), before: failure)
            }
            tellOverflow()
            let isDone = state.withLock { $0.isClosed && $0.queue.isEmpty }
            if isDone || Task.isCancelled { break }
        }
        // Not empty only if time has run out.
        let left = state.withLock { state in
            defer { state.queue = [] }
            return state.queue.count
        }
        metrics.drop(left, .exportFailed)
    }

    /// Logs the first failure, and the end of failures.
    ///
    /// - Returns: the failure.
    private func report(_ failure: String?, before: String?) -> String? {
        if let failure, before == nil {
            logger.warning(
                "traces can't be sent; more are dropped until they can", metadata: ["error": "\(failure)"])
        } else if failure == nil, before != nil {
            logger.info("traces are sent again")
        }
        return failure
    }

    private func tellOverflow() {
        let count = state.withLock { state in
            defer { state.overflow = 0 }
            return state.overflow
        }
        if count > 0 {
            logger.warning("spans were dropped: too many waited", metadata: ["count": "\(count)"])
        }
    }

    /// The next batch; nil if none is due.
    private func take() -> [FinishedSpan]? {
        state.withLock { state in
            guard !state.queue.isEmpty, !Task.isCancelled else { return nil }
            let count = min(configuration.batch, state.queue.count)
            defer { state.queue.removeFirst(count) }
            return Array(state.queue.prefix(count))
        }
    }

    /// - Returns: why it failed for good; nil if it is sent.
    private func send(_ spans: [FinishedSpan]) async -> String? {
        let bytes = SpanEncoding.request(spans, resource: configuration.resource)
        let deadline = ContinuousClock.now + configuration.patience
        var pause: Duration = .seconds(1)
        while true {
            let outcome = await receiver.send(bytes)
            if case .taken(let answer) = outcome {
                note(answer, of: spans.count)
                return nil
            }
            metrics.failures.increment()
            guard case .unavailable(let reason, let after) = outcome else {
                metrics.drop(spans.count, .exportFailed)
                if case .refused(let reason) = outcome { return reason }
                return ""
            }
            // Different instances don't come back at one moment.
            let wanted = max(after ?? .zero, pause * Double.random(in: 0.5...1))
            guard .now + wanted < deadline, await rest(for: wanted) else {
                metrics.drop(spans.count, .exportFailed)
                return reason
            }
            pause = min(pause * 2, .seconds(30))
        }
    }

    /// Waits, not longer than until the end.
    ///
    /// - Returns: false at the end, when nothing is tried again.
    private func rest(for time: Duration) async -> Bool {
        let pause: Task<Void, Never>? = state.withLock { state in
            guard !state.isClosed else { return nil }
            // Cancelled at the end: the batch then gets a last try.
            state.pause = Task { try? await Task.sleep(for: time) }
            return state.pause
        }
        await pause?.value
        return pause != nil
    }

    private func note(_ answer: ExportAnswer, of count: Int) {
        let rejected = Int(min(answer.rejected, UInt64(count)))
        metrics.exported.increment(by: count - rejected)
        metrics.drop(rejected, .rejected)
        if rejected > 0 || !answer.message.isEmpty {
            logger.warning(
                "the receiver of traces complains",
                metadata: ["rejected": "\(rejected)", "answer": "\(answer.message)"])
        }
    }

    /// Waits until a batch is full, the delay has passed, or the end.
    private func wait() async {
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                if state.isWoken || state.isClosed {
                    state.isWoken = false
                    return true
                }
                state.waiter = continuation
                state.timer = Task { [delay = configuration.delay] in
                    // Cancelled when something else has woken the loop.
                    guard (try? await Task.sleep(for: delay)) != nil else { return }
                    self.wake()
                }
                return false
            }
            if isDue { continuation.resume() }
        }
    }

    private func wake() {
        let waiter = state.withLock { state in
            defer { (state.waiter, state.timer) = (nil, nil) }
            state.isWoken = state.waiter == nil
            state.timer?.cancel()
            return state.waiter
        }
        waiter?.resume()
    }
}
