internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 that notices disconnected clients, and answers clients that ask before they send.
    ///
    /// - Parameters:
    ///   - largestBody: a client that announces more is not asked to send it.
    ///   - isWelcome: whether a request will be answered; if not, the client is not asked to send the body.
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
                // Evaluated per connection: connections don't share handlers.
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [HangUpHandler(), OldProtocolInstaller()],
                    idleTimeout: .seconds(75)))
        }
    }
}

extension Request {
    /// Whether the client waits for permission to send its body (RFC 9110, 10.1.1), as curl does with large ones, and
    /// the body is within the limit.
    fileprivate func asksBeforeSending(atMost limit: Int) -> Bool {
        guard headers[.expect]?.lowercased() == "100-continue" else { return false }
        return headers[.contentLength].flatMap { Int($0) }.map { $0 <= limit } ?? true
    }
}
