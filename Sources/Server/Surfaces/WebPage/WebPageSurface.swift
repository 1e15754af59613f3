internal import Hummingbird
internal import LookalikeAssets
internal import LookalikeOpenAPI

/// The web page.
struct WebPageSurface: Surface {
    let tag = "Web page"
    let tagDescription = "The page for people."
    let audience = RouteAudience.native

    private let index = AssetAnswer(
        Asset.all["web/index.html"], headers: [.contentSecurityPolicy: Self.policy, .vary: "Accept"])

    static let policy = "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'self'"

    var routes: [Route] {
        [root, page] + Asset.folder("web").filter { !$0.fileName.hasSuffix(".html") }.map(file)
    }

    private var root: Route {
        Route(
            .get, "/", "The page", description: "For clients that accept HTML.",
            answers: [.bytes("text/html", "The page.")]
        ) { [index] in try await index.respond(to: $0) }.shared(.accepting(mediaType: "text/html"))
    }

    private var page: Route {
        Route(.get, "/app", "The page", answers: [.bytes("text/html", "The page.")]) { [index] in
            try await index.respond(to: $0)
        }
    }

    private func file(_ asset: Asset) -> Route {
        AssetAnswer(asset).route("/app/\(asset.fileName)")
    }
}
