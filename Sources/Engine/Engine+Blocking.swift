internal import WorkThreads

extension Engine {
    /// Runs file and database work on a thread that may block, not on Swift's cooperative threads.
    public func blocking<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await Blocking.run(body)
    }

    /// As ``blocking(_:)-swift.method``, for work that can't fail.
    public func blocking<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Blocking.begin { continuation.resume(returning: body()) }
        }
    }
}
