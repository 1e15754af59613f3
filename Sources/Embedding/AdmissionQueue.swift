internal import DequeModule
internal import Synchronization

/// A first-come-first-served semaphore for async callers, limited in count and weight, with a maximum wait. It
/// protects the machine's memory from bursts of requests.
package final class AdmissionQueue: Sendable {
    private struct Waiter {
        let id: UInt64
        let weight: Int
        let continuation: CheckedContinuation<Bool, Never>
        /// Ends the wait; nil if it has no limit.
        let timer: Task<Void, any Error>?
    }

    private struct State {
        var places: Int
        var weight: Int
        var nextID: UInt64 = 0
        var waiters: Deque<Waiter> = []
        /// Cancelled before they were queued: cancellation may come before `withCheckedContinuation` runs.
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>
    private let maximumWeight: Int
    private let patience: Duration?

    /// - Parameters:
    ///   - places: most callers inside at once.
    ///   - weight: their most total weight, such as bytes; a heavier caller enters alone.
    ///   - patience: how long a caller waits before it is refused; nil means no limit.
    package init(places: Int, weight: Int, patience: Duration?) {
        state = Mutex(State(places: places, weight: weight))
        maximumWeight = weight
        self.patience = patience
    }

    /// Runs `body` inside, or throws without running it.
    ///
    /// - Parameter isPatient: waits without limit, whatever the queue's patience.
    /// - Throws: ``EmbeddingError/overloaded(retryAfter:)`` after the wait, ``EmbeddingError/cancelled``, or what
    ///   `body` throws.
    package func withPlace<Result: Sendable>(
        weight: Int, isPatient: Bool = false, _ body: () async throws -> Result
    ) async throws -> Result {
        let weight = min(max(weight, 0), maximumWeight)
        try await enter(weight: weight, patience: isPatient ? nil : patience)
        defer { leave(weight: weight) }
        return try await body()
    }

    /// Number of waiting callers, for metrics.
    package var waiting: Int { state.withLock { $0.waiters.count } }

    private func enter(weight: Int, patience: Duration?) async throws {
        let id: UInt64? = state.withLock { state in
            if state.waiters.isEmpty, Self.take(weight, &state) { return nil }
            state.nextID += 1
            return state.nextID
        }
        guard let id else { return }
        let entered = await withTaskCancellationHandler {
            await withCheckedContinuation { enqueue(id, weight: weight, patience: patience, $0) }
        } onCancel: {
            // A caller that is not queued yet finds the mark when it gets here.
            dismiss(id, marks: true)
        }
        // A cancellation after the answer left its mark, which nobody else would remove.
        state.withLock { _ = $0.cancelled.remove(id) }
        if entered { return }
        if Task.isCancelled { throw EmbeddingError.cancelled }
        throw EmbeddingError.overloaded(retryAfter: .seconds(1))
    }

    private static func take(_ weight: Int, _ state: inout State) -> Bool {
        guard state.places > 0, state.weight >= weight else { return false }
        state.places -= 1
        state.weight -= weight
        return true
    }

    private func enqueue(
        _ id: UInt64, weight: Int, patience: Duration?, _ continuation: CheckedContinuation<Bool, Never>
    ) {
        let answer: Bool? = state.withLock { state in
            if state.cancelled.remove(id) != nil { return false }
            if state.waiters.isEmpty, Self.take(weight, &state) { return true }
            // Started here, with the lock held, so that it can't end before there is a waiter.
            let timer = patience.map { patience in
                Task {
                    try await Task.sleep(for: patience)
                    self.dismiss(id, marks: false)
                }
            }
            state.waiters.append(Waiter(id: id, weight: weight, continuation: continuation, timer: timer))
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
    }

    /// Refuses a waiter.
    private func dismiss(_ id: UInt64, marks: Bool) {
        let waiter: Waiter? = state.withLock { state in
            if let index = state.waiters.firstIndex(where: { $0.id == id }) {
                return state.waiters.remove(at: index)
            }
            if marks { state.cancelled.insert(id) }
            return nil
        }
        guard let waiter else { return }
        waiter.timer?.cancel()
        waiter.continuation.resume(returning: false)
        // The waiter that left may have been a heavy one that blocked the others.
        admit()
    }

    private func leave(weight: Int) {
        state.withLock { state in
            state.places += 1
            state.weight += weight
        }
        admit()
    }

    private func admit() {
        let admitted: [Waiter] = state.withLock { state in
            var admitted: [Waiter] = []
            while let first = state.waiters.first, Self.take(first.weight, &state) {
                admitted.append(state.waiters.removeFirst())
            }
            return admitted
        }
        for waiter in admitted {
            waiter.timer?.cancel()
            waiter.continuation.resume(returning: true)
        }
    }
}
