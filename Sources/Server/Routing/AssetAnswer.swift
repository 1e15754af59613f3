internal import HTTPTypes
internal import Hummingbird
internal import LookalikeAssets
internal import NIOCore

/// A file of the program as an answer, compressed where the client accepts that. Browsers cache and revalidate it.
struct AssetAnswer: Sendable {
    private let asset: Asset?
    private let body: ConstantBody?
    private let headers: HTTPFields
    /// The digest, in no quotes.
    private let version: String

    /// - Parameter asset: nil is answered with 404.
    init(_ asset: Asset?, headers: HTTPFields = [:]) {
        self.asset = asset
        body = asset.map { asset in
            ConstantBody(mediaType: asset.mediaType, count: asset.bytes.count) {
                ByteBuffer(bytes: asset.bytes)
            }
        }
        version = asset.map(Self.digest) ?? ""
        var headers = headers
        headers[.cacheControl] = "no-cache"
        self.headers = headers
    }

    func respond(to request: RouteRequest) async throws -> Response {
        guard let asset, let body else { throw APIError.notFound }
        var headers = headers
        let bytes = await body.body(for: request.request, &headers)
        // The compressed file is another one, with a tag of its own (RFC 9110, 8.8.3.3).
        let tag = headers[.contentEncoding] == nil ? "\"\(version)\"" : "\"\(version)-gzip\""
        headers[.eTag] = tag
        if ImageResponse.matches(request.request.headers[.ifNoneMatch], tag) {
            headers[.contentEncoding] = nil
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = asset.mediaType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }

    /// A route that the OpenAPI document omits.
    func route(_ path: String) -> Route {
        var route = Route(.get, path, "A file of a page", answers: []) { try await respond(to: $0) }
        route.isDocumented = false
        return route
    }

    /// FNV-1a (draft-eastlake-fnv): distinguishes versions; not a security measure.
    private static func digest(_ asset: Asset) -> String {
        let hash = asset.bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return String(hash, radix: 16)
    }
}
