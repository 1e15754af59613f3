internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// An image as an answer, which browsers cache and revalidate by its tag.
enum ImageResponse {
    static func make(
        _ request: RouteRequest, tag: String, mediaType: String, _ load: () async throws -> [UInt8]
    ) async throws -> Response {
        let tag = "\"\(tag)\""
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "private, max-age=60"]
        if matches(request.request.headers[.ifNoneMatch], tag) {
            return Response(status: .notModified, headers: headers)
        }
        let bytes = try await load()
        headers[.contentType] = mediaType
        // The contents of an image are never treated as a page.
        headers[.contentSecurityPolicy] = "default-src 'none'; sandbox"
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Whether the client has this version (RFC 9110, 13.1.2): comma-separated tags, or `*` for any.
    static func matches(_ header: String?, _ tag: String) -> Bool {
        let tags = (header ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return tags.contains { $0 == "*" || $0 == tag || $0 == "W/" + tag }
    }
}
