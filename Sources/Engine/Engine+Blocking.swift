internal import LookalikePictures
internal import LookalikeWorkThreads

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

    /// The bytes of an image's file, no more than the largest image accepted.
    ///
    /// - Throws: ``FileReadError``, ``/LookalikePictures/PictureError/tooManyBytes(actual:limit:)``.
    public func bytes(ofFile path: String) async throws -> [UInt8] {
        let limit = configuration.limits.maximumBytes
        return try await Blocking.run {
            do throws(FileContent.Failure) {
                return try FileContent.read(path, limit: limit).bytes
            } catch {
                throw error.asError(path: path, limit: limit)
            }
        }
    }
}
