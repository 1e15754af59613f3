internal import Catalogue
internal import Engine
internal import Foundation
internal import NIOCore

/// A job's changes as server-sent events (html.spec.whatwg.org, "Server-sent events"), until it is over.
struct JobEvents {
    let stream: AsyncStream<ByteBuffer>

    /// A client needs no more than a few a second.
    private static let pause: Duration = .milliseconds(100)
    /// A comment is sent when nothing else was for this long: it tells proxies that the connection is in use, and
    /// the server that the client has gone.
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
                // On the way the long lists of a batch would be sent again and again.
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
