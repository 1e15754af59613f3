internal import HTTPTypes
internal import Hummingbird

/// Answers what no route answers: 404, or 405 where the path has other methods.
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
                return APIError.notFound.detailResponse
            }
            return surface.response(
                to: APIError(
                    status: .methodNotAllowed, message: "Method Not Allowed", headers: [.allow: allowed]))
        }
    }
}
