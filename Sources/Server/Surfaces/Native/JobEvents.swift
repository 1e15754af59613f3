internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import NIOCore

/// A job's changes as server-sent events (html.spec.whatwg.org, "Server-sent events"), until it is finished.
struct JobEvents {
    let stream: AsyncStream<ByteBuffer>

    /// A few events per second are enough.
    private static let pause: Duration = .milliseconds(100)
    /// A comment is sent after this long without an event. It tells proxies that the connection is in use, and
    /// reveals clients that have disconnected.
    private static let silence: Duration = .seconds(15)

    init(_ jobs: AsyncStream<Job>) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(16))
        self.stream = stream
        let heartbeat = Task {
            while true {
                try await Task.sleep(for: Self.silence)
                continuation.yield(ByteBuffer(string: ": still here\n\n"))
            }
        }
        let listener = Task {
            for await job in jobs {
                // Until the end, leave out the long lists of a batch.
                if let event = try? Self.event(job.state.isFinal ? job : job.summary) {
                    continuation.yield(event)
                }
                if !job.state.isFinal { try? await Task.sleep(for: Self.pause) }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in
            heartbeat.cancel()
            listener.cancel()
        }
    }

    private static func event(_ job: Job) throws -> ByteBuffer {
        var buffer = ByteBuffer(string: "event: \(job.state.isFinal ? "done" : "progress")\ndata: ")
        buffer.writeBytes(try JSONResponse.encode(job))
        buffer.writeString("\n\n")
        return buffer
    }
}
