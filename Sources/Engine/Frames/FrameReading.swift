internal import LookalikeEmbedding
internal import LookalikeVideo
internal import LookalikeWorkThreads
internal import Synchronization

/// The search for one frame of a file, which may be ended from elsewhere.
final class FrameReading: Sendable {
    private struct State {
        var reader: VideoReader?
        var isStopped = false
    }

    private let state = Mutex(State())

    /// Notes who reads now.
    func follow(_ reader: VideoReader) {
        let isStopped = state.withLock { state in
            state.reader = reader
            return state.isStopped
        }
        if isStopped { reader.stop() }
    }

    /// Ends it with an error.
    func stop() {
        let reader = state.withLock { state in
            state.isStopped = true
            return state.reader
        }
        reader?.stop()
    }
}

/// Takes frames out of files for people who look at them. It may take a decoder many seconds to get to a frame, so few work at
/// a time, and none for long: searches and all other requests need the threads too.
struct FrameDesk: Sendable {
    private static let longest: Duration = .seconds(20)
    private let queue = AdmissionQueue(places: 2, weight: 1, patience: .seconds(30))

    /// - Parameter read: blocks.
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError/overloaded(retryAfter:)`` after a wait, and where it takes too long;
    ///   `CancellationError`; what `read` throws.
    func read(_ read: @escaping @Sendable (FrameReading) throws -> [UInt8]) async throws -> [UInt8] {
        try await queue.withPlace(weight: 0) {
            let reading = FrameReading()
            let timer = Task {
                try await Task.sleep(for: Self.longest)
                reading.stop()
            }
            defer { timer.cancel() }
            return try await withTaskCancellationHandler {
                do {
                    return try await Blocking.run { try read(reading) }
                } catch VideoError.stopped {
                    try Task.checkCancellation()
                    throw EmbeddingError.overloaded(retryAfter: .seconds(10))
                }
            } onCancel: {
                reading.stop()
            }
        }
    }
}
