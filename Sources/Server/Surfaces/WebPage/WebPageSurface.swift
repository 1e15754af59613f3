internal import Assets
internal import Catalogue
internal import Engine
internal import Hummingbird
internal import OpenAPI

/// The web page, and what `/` answers to programs.
struct WebPageSurface: Surface {
    let engine: Engine
    let tag = "Web page"
    let tagDescription = "The page for people."

    private let index = AssetAnswer(
        Asset.all["web/index.html"], headers: [.contentSecurityPolicy: Self.policy, .vary: "Accept"])

    private static let policy = "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'self'"

    init(engine: Engine) {
        self.engine = engine
    }

    var routes: [Route] {
        [root, page] + Asset.folder("web").filter { $0.fileName != "index.html" }.map(file)
    }

    private var root: Route {
        Route(
            .get, "/", "The page, or the state",
            description:
                "A browser gets the page; a client that does not accept HTML gets the state as JSON.",
            answers: [.json(ServiceState.self, "The state."), .bytes("text/html", "The page.")]
        ) { [engine, index] request in
            let accepted = request.request.headers[.accept] ?? ""
            if accepted.contains("text/html") { return try index.respond(to: request) }
            let total = try engine.collectionSummaries().reduce(0) { $0 + $1.counts.ready }
            return JSONResponse.make(
                ServiceState(status: "ready", totalVectors: total), headers: [.vary: "Accept"])
        }
    }

    private var page: Route {
        Route(.get, "/app", "The page", answers: [.bytes("text/html", "The page.")]) { [index] in
            try index.respond(to: $0)
        }
    }

    private func file(_ asset: Asset) -> Route {
        AssetAnswer(asset).route("/app/\(asset.fileName)")
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
