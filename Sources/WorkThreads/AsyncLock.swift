internal import Synchronization

/// A value that one task at a time uses, also while it waits for something. Tasks take turns in the order in which they
/// came; no thread is held meanwhile.
package final class AsyncLock<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    /// - Parameter value: what it is at first.
    package init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    /// Waits for whoever else uses the value. Not to be called again from within.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        await acquire()
        var value = state.withLock { $0.value }
        defer { release(value) }
        return try await body(&value)
    }

    private func acquire() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.isHeld {
                    state.waiting.append(continuation)
                    return false
                }
                state.isHeld = true
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func release(_ value: Value) {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.value = value
            if state.waiting.isEmpty {
                state.isHeld = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
