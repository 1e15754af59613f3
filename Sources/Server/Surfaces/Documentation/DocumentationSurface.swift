internal import Foundation
internal import Hummingbird
internal import LookalikeAssets
internal import LookalikeOpenAPI
internal import NIOCore

/// The OpenAPI document and two pages that display it, without using other hosts.
struct DocumentationSurface: Surface {
    private let document: ConstantBody
    let tag = "Documentation"
    let tagDescription = "This document, and the pages that show it."
    let audience = RouteAudience.contract

    // Both pages set styles from their scripts.
    private static let policy =
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; font-src 'self' data:; frame-ancestors 'self'"

    /// - Parameter document: in JSON.
    init(document: Data) {
        let bytes = ByteBuffer(bytes: document)
        self.document = ConstantBody(mediaType: "application/json", count: document.count) { bytes }
    }

    var routes: [Route] {
        [
            Route(
                .get, "/openapi.json", "The OpenAPI document",
                answers: [.bytes("application/json", "The document.")]
            ) { request in
                var headers: HTTPFields = [.contentType: "application/json"]
                let body = await document.body(for: request.request, &headers)
                return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
            },
            page("/docs", "Try the API out", "docs-pages/swagger.html"),
            page("/redoc", "Read the API", "docs-pages/redoc.html"),
        ]
            + (Asset.folder("docs") + Asset.folder("docs-pages").filter { !$0.fileName.hasSuffix(".html") })
            .map(file)
    }

    private func page(_ path: String, _ summary: String, _ name: String) -> Route {
        let page = AssetAnswer(Asset.all[name], headers: [.contentSecurityPolicy: Self.policy])
        return Route(.get, path, summary, answers: [.bytes("text/html", "The page.")]) {
            try await page.respond(to: $0)
        }
    }

    private func file(_ asset: Asset) -> Route {
        AssetAnswer(asset).route("/docs/\(asset.fileName)")
    }
}
