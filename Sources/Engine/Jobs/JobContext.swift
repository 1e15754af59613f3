internal import LookalikeCatalogue
internal import LookalikeJSON

/// What a job's body uses to report on itself.
struct JobContext: Sendable {
    let id: String
    /// The record when the job was started or resumed.
    let known: JobRecord
    let progress: AsyncStream<Job.Progress>
    private let continuation: AsyncStream<Job.Progress>.Continuation
    private let center: JobCenter

    init(id: String, known: JobRecord, center: JobCenter) {
        self.id = id
        self.known = known
        self.center = center
        (progress, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Reports progress to watchers.
    var report: @Sendable (Job.Progress) -> Void { { continuation.yield($0) } }

    /// Stores progress, so that the job can be resumed from there after a restart.
    func checkpoint(
        _ state: JobRecord.State = .running, done: Int, result: [String: JSONValue]? = nil
    ) async throws {
        try await center.checkpoint(id, state: state, done: done, result: result)
    }

    /// Notes that the work begins, and returns the job's record.
    func beginAttempt() async throws -> JobRecord { try await center.beginAttempt(id) ?? known }

    func endAttempt() async { await center.endAttempt(id) }

    func finish() { continuation.finish() }
}
