internal import HTTPTypes
internal import Hummingbird
internal import LookalikeAssets
internal import NIOCore

/// Answers requests without a route: 404, or 405 if the path has other methods. Browsers get a page.
struct Unrouted: RouterMiddleware {
    typealias Context = AppContext

    let routes: RouteDirectory

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let body = BodyReader(request)
            await body.drainIfNeeded()
            guard let allowed = routes.allowed(request.uri.path), let surface = routes.surface(of: request)
            else {
                return Self.isForPerson(request) ? Self.page : APIError.notFound.detailResponse
            }
            return surface.response(
                to: APIError(
                    status: .methodNotAllowed, message: "Method Not Allowed", headers: [.allow: allowed]))
        }
    }

    /// Whether a person sees the answer: browsers request HTML, programs don't.
    private static func isForPerson(_ request: Request) -> Bool {
        let isRead = request.method == .get || request.method == .head
        return isRead && (request.headers[.accept] ?? "").contains("text/html")
    }

    private static var page: Response {
        guard let asset = Asset.all["web/not-found.html"] else { return APIError.notFound.detailResponse }
        let headers: HTTPFields = [
            .contentType: asset.mediaType, .vary: "Accept", .cacheControl: "no-cache",
            .contentSecurityPolicy: WebPageSurface.policy,
        ]
        return Response(
            status: .notFound, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}
