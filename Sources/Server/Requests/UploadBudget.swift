internal import Hummingbird
internal import LookalikeEmbedding

/// Limits the memory of uploads: a request enters before its body is read.
struct UploadBudget: Sendable {
    private let queue: AdmissionQueue

    /// - Parameters:
    ///   - bytes: of all bodies being read or processed.
    ///   - patience: how long a request waits for room before it gets 503.
    init(bytes: Int, patience: Duration) {
        queue = AdmissionQueue(places: 4_096, weight: bytes, patience: patience)
    }

    func withRoom<Result: Sendable>(
        for request: Request, limits: UploadLimits, _ body: () async throws -> Result
    ) async throws -> Result {
        // Without a length, as with chunked bodies, the largest permitted size is reserved; the length of a compressed
        // body says nothing of what is in it.
        let isPlain = BodyCoding(request) == .plain
        let announced = isPlain ? request.headers[.contentLength].flatMap { Int($0) } : nil
        return try await queue.withPlace(
            weight: min(announced ?? limits.largestBody, limits.largestBody), body)
    }

    /// As ``withRoom(for:limits:_:)``, for bytes that wait on the disk: they wait for room as long as it takes.
    func withRoom<Result: Sendable>(bytes: Int, _ body: () async throws -> Result) async throws -> Result {
        try await queue.withPlace(weight: bytes, isPatient: true, body)
    }
}
