extension Engine {
    /// Runs file and database work on a thread that may block, rather than on one of Swift's few.
    public func blocking<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await Blocking.run(body)
    }

    /// As ``blocking(_:)-swift.method``, of what can't fail.
    public func blocking<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Blocking.begin { continuation.resume(returning: body()) }
        }
    }
}
