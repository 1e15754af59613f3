internal import LookalikeWorkThreads
internal import Synchronization

/// Collects writes that arrive during a running write, so that all of them share the next one: one sync of the
/// vectors, one of the images, one transaction, one new state for searches.
///
/// Each caller gets its own answer once its write is durable; a failure affects only the write that caused it.
final class CommitQueue: Sendable {
    struct Pending: Sendable {
        let write: CollectionWrite
        let continuation: CheckedContinuation<WriteResult, any Error>
    }

    private struct State {
        var waiting: [Pending] = []
        var isRunning = false
    }

    private static let maximumCount = 4_096
    private static let maximumBytes = 64 << 20
    private let state = Mutex(State())

    /// - Parameter commit: writes a group and answers each of it.
    func submit(
        _ write: CollectionWrite, commit: @escaping @Sendable ([Pending]) async -> Void
    ) async throws -> WriteResult {
        try await withCheckedThrowingContinuation { continuation in
            let begins = state.withLock { state in
                state.waiting.append(Pending(write: write, continuation: continuation))
                defer { state.isRunning = true }
                return !state.isRunning
            }
            guard begins else { return }
            Blocking.begin { while let group = self.next() { await commit(group) } }
        }
    }

    /// All waiting writes, or as many as fit in memory together; nil if there are none.
    private func next() -> [Pending]? {
        state.withLock { state in
            var (count, bytes, length) = (0, 0, 0)
            for pending in state.waiting {
                let weight = pending.write.weight
                guard length == 0 || count + weight.count <= Self.maximumCount,
                    length == 0 || bytes + weight.bytes <= Self.maximumBytes
                else { break }
                count += weight.count
                bytes += weight.bytes
                length += 1
            }
            guard length > 0 else {
                state.isRunning = false
                return nil
            }
            defer { state.waiting.removeFirst(length) }
            return Array(state.waiting.prefix(length))
        }
    }
}
