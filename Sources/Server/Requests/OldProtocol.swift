internal import NIOCore
internal import NIOHTTP1

/// Puts an ``OldProtocolHandler`` where versions can still be seen: next to the decoder.
final class OldProtocolInstaller: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = any Sendable

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        // Without a decoder there is no HTTP here, and nothing to do.
        guard let decoder = try? pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self) else {
            return
        }
        try? pipeline.addHandler(OldProtocolHandler(), position: .after(decoder))
    }
}

/// Knows what versions of HTTP differ in. Marks requests that have not one host though they need it. Ends the connections of HTTP/1.0 clients after the answer, unless they ask to go on (RFC 9112, 9.3): such a client
/// waits for the end to know that the answer is complete.
final class OldProtocolHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Of the requests that wait for their answers, in order: what to say of the connection; nil says nothing.
    private var connections: CircularBuffer<String?> = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        connections.append(head.version.minor == 0 ? (head.isKeepAlive ? "keep-alive" : "close") : nil)
        let hosts = head.headers[canonicalForm: "Host"].count
        // Only HTTP/1.0 may leave it out, and nobody may name two (RFC 9112, 3.2): an empty one is refused later.
        if hosts > 1 || hosts == 0 && head.version.minor > 0 {
            head.headers.replaceOrAdd(name: "Host", value: "")
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            guard let connection = connections.first ?? nil, head.status.code >= 200 else { break }
            head.headers.replaceOrAdd(name: "Connection", value: connection)
            return context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: break
        case .end:
            guard let connection = connections.popFirst() ?? nil, connection == "close" else { break }
            context.writeAndFlush(data, promise: promise)
            return context.close(promise: nil)
        }
        context.write(data, promise: promise)
    }
}
