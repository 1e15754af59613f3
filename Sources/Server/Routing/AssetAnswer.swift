internal import HTTPTypes
internal import Hummingbird
internal import LookalikeAssets
internal import NIOCore

/// A file of the program as an answer. Browsers cache and revalidate it.
struct AssetAnswer: Sendable {
    private let asset: Asset?
    private let headers: HTTPFields

    /// - Parameter asset: nil is answered with 404.
    init(_ asset: Asset?, headers: HTTPFields = [:]) {
        self.asset = asset
        var headers = headers
        headers[.cacheControl] = "no-cache"
        headers[.eTag] = asset.map { "\"\(Self.digest($0))\"" }
        self.headers = headers
    }

    func respond(to request: RouteRequest) throws -> Response {
        guard let asset else { throw APIError.notFound }
        if request.request.headers[.ifNoneMatch] == headers[.eTag] {
            return Response(status: .notModified, headers: headers)
        }
        var headers = headers
        headers[.contentType] = asset.mediaType
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }

    /// A route that the OpenAPI document omits.
    func route(_ path: String) -> Route {
        var route = Route(.get, path, "A file of a page", answers: []) { try respond(to: $0) }
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
