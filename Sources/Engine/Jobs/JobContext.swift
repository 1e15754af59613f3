internal import Catalogue
internal import JSON

/// What a job's body tells of itself.
struct JobContext: Sendable {
    let id: String
    /// As it was when the job began, or was taken up again.
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

    /// Shows how far it is to who watches.
    var report: @Sendable (Job.Progress) -> Void { { continuation.yield($0) } }

    /// Remembers how far it is, so that it goes on from there after a restart.
    func checkpoint(
        _ state: JobRecord.State = .running, done: Int, result: [String: JSONValue]? = nil
    ) async throws {
        try await center.checkpoint(id, state: state, done: done, result: result)
    }

    /// Notes that the work begins, and gives the job as it is then.
    func beginAttempt() async throws -> JobRecord { try await center.beginAttempt(id) ?? known }

    func endAttempt() async { await center.endAttempt(id) }

    func finish() { continuation.finish() }
}
