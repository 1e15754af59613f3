internal import NIOCore
internal import NIOHTTP1

/// Installs an ``OldProtocolHandler`` next to the decoder, where HTTP versions are still visible.
final class OldProtocolInstaller: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = any Sendable

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        // Without a decoder this is not an HTTP connection.
        guard let decoder = try? pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self) else {
            return
        }
        try? pipeline.addHandler(OldProtocolHandler(), position: .after(decoder))
    }
}

/// Handles differences between HTTP versions. Marks requests that lack a required host or have several. Closes
/// connections of HTTP/1.0 clients after the answer, unless they ask to keep them open (RFC 9112, 9.3): such clients
/// recognise the end of the answer by the end of the connection.
final class OldProtocolHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The `Connection` header of each pending answer, in order; nil for none.
    private var connections: CircularBuffer<String?> = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        connections.append(head.version.minor == 0 ? (head.isKeepAlive ? "keep-alive" : "close") : nil)
        let hosts = head.headers[canonicalForm: "Host"].count
        // Only HTTP/1.0 may omit the host, and two are never allowed (RFC 9112, 3.2). An empty one is refused later.
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
