internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import LookalikeWorkThreads
internal import LookalikeZlib
internal import NIOCore
internal import Synchronization

/// Compresses answers with gzip for clients that accept it: text and JSON whose length is known. Streams, pictures and
/// parts of files go as they are.
///
/// The compressed answer is made whole, so it has a length too, and the answer to `HEAD` tells the same one.
enum ResponseCompression {
    /// Less fits into one packet either way.
    static let minimumBytes = 1_024
    /// More would take much memory and time at once.
    private static let maximumBytes = 32 << 20
    /// What is compressed at once takes less than a millisecond; more goes to threads that may block.
    private static let inlineBytes = 64 << 10
    /// Little time for most of what can be saved.
    private static let level = 2

    static func compressed(_ response: Response, for request: Request) async throws -> Response {
        guard let count = response.body.contentLength, (minimumBytes...maximumBytes).contains(count),
            isCompressible(response)
        else { return response }
        var response = response
        response.headers.addVary("Accept-Encoding")
        guard AcceptedCodings(request.headers[.acceptEncoding]).prefersGzip else { return response }
        let collected = CollectedBody()
        try await response.body.write(collected)
        let plain = collected.bytes
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: plain))
        let packed =
            plain.count <= inlineBytes
            ? deflate(plain, .gzip, level: level)
            : await Blocking.run { deflate(plain, .gzip, level: level) }
        // Without memory, and if it would be no smaller, the plain one is sent.
        guard let packed, packed.count < plain.count else { return response }
        response.headers[.contentEncoding] = "gzip"
        // Two answers with the same strong tag must have the same bytes (RFC 9110, 8.8.3.3).
        if let tag = response.headers[.eTag], !tag.hasPrefix("W/") { response.headers[.eTag] = "W/" + tag }
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: packed))
        return response
    }

    /// Whether compressing it helps, and may be done.
    private static func isCompressible(_ response: Response) -> Bool {
        let headers = response.headers
        guard headers[.contentEncoding] == nil, headers[.contentRange] == nil, headers[.acceptRanges] == nil,
            response.status != .partialContent, response.status != .notModified,
            headers[.cacheControl]?.contains("no-transform") != true
        else { return false }
        return headers[.contentType].map(isText) ?? false
    }

    /// Whether a media type is one of texts. Lines and events flow, so they are not compressed even if they have a
    /// length.
    static func isText(_ mediaType: String) -> Bool {
        let type = mediaType.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        if type.hasPrefix("text/") { return type != "text/event-stream" }
        return [
            "application/json", "application/javascript", "application/xml", "application/yaml",
            "application/manifest+json", "application/problem+json", "image/svg+xml",
        ].contains(type)
    }
}

/// Keeps a body that would be sent.
private final class CollectedBody: ResponseBodyWriter, Sendable {
    private let state = Mutex<[UInt8]>([])

    var bytes: [UInt8] { state.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        state.withLock { $0.append(contentsOf: buffer.readableBytesView) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
