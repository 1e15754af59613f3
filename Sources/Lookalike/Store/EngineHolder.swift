internal import LookalikeEngine
internal import Synchronization

/// The engine of a store, which is let go of once the store is closed and no call uses it.
final class EngineHolder: Sendable {
    private struct State {
        var engine: Engine?
        var calls = 0
        var isClosed = false
        /// Those that wait for the last call.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ engine: Engine) {
        state = Mutex(State(engine: engine))
    }

    /// - Throws: ``LookalikeError``, `CancellationError`.
    func use<Result: Sendable>(
        _ body: @Sendable (Engine) async throws -> Result
    ) async throws -> Result {
        try begin()
        defer { end() }
        return try await translated { try await call(body) }
    }

    /// A function of its own, so that its reference is gone before the call counts as ended: who waits for the last
    /// call opens the folder again at once.
    private func call<Result: Sendable>(
        _ body: @Sendable (Engine) async throws -> Result
    ) async throws -> Result {
        guard let engine = state.withLock({ $0.engine }) else { throw LookalikeError.closed }
        return try await body(engine)
    }

    func close() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.calls > 0 { state.waiting.append(continuation) }
                return state.calls == 0
            }
            if isIdle { continuation.resume() }
        }
        // The last reference goes outside the lock: closing a folder takes a moment.
        let engine = state.withLock { state in
            let engine = state.engine
            state.engine = nil
            return engine
        }
        withExtendedLifetime(engine) {}
    }

    private func begin() throws {
        try state.withLock { state in
            if state.isClosed { throw LookalikeError.closed }
            state.calls += 1
        }
    }

    private func end() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.calls -= 1
            guard state.calls == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
