internal import Dispatch

/// Lets one very large picture at a time be decoded in the whole process, so that many of them at once do not
/// add up. Small pictures pass freely.
enum LargePictureGate {
    /// Pixels held in memory at once, above which a picture is very large.
    static let threshold = 24_000_000

    private static let semaphore = DispatchSemaphore(value: 1)

    /// Runs `body`, after waiting for another very large picture if this is one too.
    /// - Throws: `timedOut` where the wait is longer than three times the time that one picture may take.
    static func run<Result>(
        pixels: Int, limits: DecodingLimits, _ body: () throws(PictureError) -> Result
    ) throws(PictureError) -> Result {
        guard pixels > threshold else { return try body() }
        let patience = DispatchTime.now() + 3 * limits.timeoutSeconds
        guard semaphore.wait(timeout: patience) == .success else { throw .timedOut }
        defer { semaphore.signal() }
        return try body()
    }
}
