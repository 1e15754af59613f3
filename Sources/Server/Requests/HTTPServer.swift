internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 with an ear for clients that hang up, and an answer for those that ask before they send.
    ///
    /// - Parameters:
    ///   - largestBody: a client that announces more is not asked to send it.
    ///   - isWelcome: whether a request is answered at all; one that is not is not asked to send its body.
    static func lookalike(
        largestBody: Int, isWelcome: @escaping @Sendable (Request) -> Bool
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            HTTP1Channel(
                responder: { request, writer, channel in
                    if request.asksBeforeSending(atMost: largestBody), isWelcome(request) {
                        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
                    }
                    try await responder(request, writer, channel)
                },
                // Evaluated for each connection: no two share a handler.
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [HangUpHandler(), OldProtocolInstaller()],
                    idleTimeout: .seconds(75)))
        }
    }
}

extension Request {
    /// Whether the client waits to be told that it may send its body (RFC 9110, 10.1.1), as curl does with large ones,
    /// and sends no more than the limit.
    fileprivate func asksBeforeSending(atMost limit: Int) -> Bool {
        guard headers[.expect]?.lowercased() == "100-continue" else { return false }
        return headers[.contentLength].flatMap { Int($0) }.map { $0 <= limit } ?? true
    }
}
