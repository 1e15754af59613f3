internal import Assets
internal import Engine
internal import Hummingbird
internal import NIOCore
internal import OpenAPI

/// The web page, and what `/` answers to programs.
struct WebPageSurface: Surface {
    let engine: Engine
    let tag = "Web page"
    let tagDescription = "The page for people."

    private static let policy = "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'self'"

    var routes: [Route] {
        [root, page] + Asset.folder("web").filter { $0.fileName != "index.html" }.map(file)
    }

    private var root: Route {
        Route(
            .get, "/", "The page, or the state",
            description: "A browser gets the page; a client that does not accept HTML gets the state as JSON.",
            answers: [.json(ServiceState.self, "The state."), ]
        ) { [engine] request in
            let accepted = request.request.headers[.accept] ?? ""
            if accepted.contains("text/html"), let index = Asset.all["web/index.html"] { return Self.respond(index) }
            let total = try engine.collections().reduce(0) { $0 + $1.count }
            return JSONResponse.make(ServiceState(status: "ready", totalVectors: total), headers: [.vary: "Accept"])
        }
    }

    private var page: Route {
        Route(.get, "/app", "The page", answers: [.bytes("text/html", "The page.")]) { _ in
            guard let index = Asset.all["web/index.html"] else { throw APIError.notFound }
            return Self.respond(index)
        }
    }

    private func file(_ asset: Asset) -> Route {
        Route(
            .get, "/app/\(asset.fileName)", "A file of the page", answers: [.bytes(asset.mediaType, "The file.")]
        ) { _ in Self.respond(asset) }
    }

    private static func respond(_ asset: Asset) -> Response {
        AssetResponse.make(asset, headers: [.contentSecurityPolicy: policy, .vary: "Accept"])
    }
}

/// What `/` says to programs.
struct ServiceState: Codable, Sendable {
    var status: String
    var totalVectors: Int

    enum CodingKeys: String, CodingKey {
        case status
        case totalVectors = "total_vectors"
    }
}

/// A file of the program as an answer.
enum AssetResponse {
    static func make(_ asset: Asset, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = asset.mediaType
        headers[.cacheControl] = "no-cache"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}
