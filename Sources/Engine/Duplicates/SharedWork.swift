internal import Synchronization

/// Long work whose result several callers may want at once. It runs once per key, one key at a time, and is cancelled
/// when the last waiting caller is gone.
///
/// Results are not kept here.
actor SharedWork<Key: Hashable & Sendable, Value: Sendable> {
    /// Tells work on another thread that nobody waits for it any more.
    final class Cancellation: Sendable {
        private let flag = Atomic<Bool>(false)

        fileprivate func cancel() { flag.store(true, ordering: .relaxed) }

        /// - Throws: `CancellationError`.
        func check() throws {
            if flag.load(ordering: .relaxed) { throw CancellationError() }
        }
    }

    private struct Running {
        let task: Task<Value, any Error>
        let cancellation: Cancellation
        var callers: Int
        /// Differs each time the work of a key is started.
        let number: Int
    }

    private var running: [Key: Running] = [:]
    private var begun = 0
    /// The work that was started last: the next one waits for it.
    private var last: Task<Void, Never>?

    /// The result for a key, from work in progress or started now.
    ///
    /// - Parameter body: asks often whether it is cancelled.
    /// - Throws: what `body` throws, `CancellationError`.
    func value(
        _ key: Key, _ body: @escaping @Sendable (Cancellation) async throws -> Value
    ) async throws -> Value {
        let (task, number) = join(key, body)
        return try await withTaskCancellationHandler {
            let result = await task.result
            leave(key, number)
            try Task.checkCancellation()
            return try result.get()
        } onCancel: {
            Task { await self.abandon(key, number) }
        }
    }

    private func join(
        _ key: Key, _ body: @escaping @Sendable (Cancellation) async throws -> Value
    ) -> (Task<Value, any Error>, Int) {
        if var entry = running[key] {
            entry.callers += 1
            running[key] = entry
            return (entry.task, entry.number)
        }
        let cancellation = Cancellation()
        let task = Task { [last] in
            await last?.value
            try cancellation.check()
            return try await body(cancellation)
        }
        last = Task { _ = await task.result }
        begun += 1
        running[key] = Running(task: task, cancellation: cancellation, callers: 1, number: begun)
        return (task, begun)
    }

    /// A caller got its result.
    private func leave(_ key: Key, _ number: Int) {
        if running[key]?.number == number { running[key] = nil }
    }

    /// A caller left before there was a result.
    private func abandon(_ key: Key, _ number: Int) {
        guard var entry = running[key], entry.number == number else { return }
        entry.callers -= 1
        running[key] = entry.callers > 0 ? entry : nil
        if entry.callers == 0 { entry.cancellation.cancel() }
    }
}
