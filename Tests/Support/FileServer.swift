internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
public import Synchronization

/// A server of one file on a port of its own, which can be made to break off, and which notes what it is asked.
public final class FileServer: Sendable {
    /// What it answers with, and what it was asked.
    public struct State: Sendable {
        /// The file.
        public var content: [UInt8]
        /// By which clients know whether it is still the same.
        public var tag: String
        /// Each answer ends after so many bytes of the file, by position; later ones are whole.
        public var breaks: [Int] = []
        /// The `Range` headers of the requests; empty for a request without.
        public var ranges: [String] = []
    }

    /// May be changed at any time.
    public let state: Mutex<State>

    /// - Parameter breaks: see ``State/breaks``.
    public init(_ content: [UInt8], tag: String = "\"1\"", breaks: [Int] = []) {
        state = Mutex(State(content: content, tag: tag, breaks: breaks))
    }

    /// Runs `body` with the address below which the file lies, under any name but `missing`.
    public func run(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let router = Router()
        router.get("{name}") { request, context in
            if context.parameters.get("name") == "missing" { throw HTTPError(.notFound) }
            return self.answer(request)
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        var quiet = Logger(label: "files")
        quiet.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }, logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await port in ports {
                    try await body("http://127.0.0.1:\(port)")
                    return
                }
            }
            // Whichever ends first ends the other.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func answer(_ request: Request) -> Response {
        let range = request.headers[.range] ?? ""
        let (content, tag, end) = state.withLock { state in
            state.ranges.append(range)
            return (state.content, state.tag, state.breaks.isEmpty ? nil : state.breaks.removeFirst())
        }
        var begin = 0
        if request.headers[.ifRange] == tag, let match = range.wholeMatch(of: /bytes=(\d+)-/) {
            begin = Int(match.1) ?? 0
        }
        let part = Array(content[begin...])
        let written = end.map { Array(content[begin..<max(begin, min($0, content.count))]) } ?? part
        let body = ResponseBody(contentLength: part.count) { writer in
            try await writer.write(ByteBuffer(bytes: written))
            // An answer that is shorter than it says ends the connection.
            if written.count < part.count { throw CancellationError() }
            try await writer.finish(nil)
        }
        return Response(status: begin > 0 ? .partialContent : .ok, headers: [.eTag: tag], body: body)
    }
}
