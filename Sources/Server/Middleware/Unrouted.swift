internal import HTTPTypes
internal import Hummingbird

/// Answers what no route answers: 404, or 405 where the path has other methods.
struct Unrouted: RouterMiddleware {
    typealias Context = AppContext

    let paths: PathTable

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let body = BodyReader(request)
            await body.drainIfNeeded()
            guard let allowed = paths.allowed(request.uri.path) else {
                return APIError.notFound.detailResponse
            }
            return APIError(
                status: .methodNotAllowed, message: "Method Not Allowed", headers: [.allow: allowed]
            )
            .detailResponse
        }
    }
}
