internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import OpenAPI

/// All routes of all surfaces: made into a router and into a document.
struct RouteTable: Sendable {
    var surfaces: [any Surface]
    let limits: UploadLimits
    /// Bytes of uploads in memory at once.
    let uploads: UploadBudget

    func install(in router: Router<AppContext>) {
        for surface in surfaces {
            for route in surface.routes {
                router.on(RouterPath(route.path), method: route.method) { request, context in
                    try await respond(to: request, context, route, surface)
                }
            }
        }
    }

    /// The methods of each path.
    var paths: PathTable {
        PathTable(surfaces.flatMap(\.routes).map { ($0.path, $0.method) })
    }

    /// - Throws: ``BodyInterrupted`` alone.
    private func respond(
        to request: Request, _ context: AppContext, _ route: Route, _ surface: any Surface
    ) async throws -> Response {
        let body = BodyReader(request)
        do {
            let routeRequest = try RouteRequest(request, context, route, limits, body)
            if case .none = route.body {
                let response = try await route.handle(routeRequest)
                await body.drainIfNeeded()
                return response
            }
            return try await HangUp.cancelling(context, interrupt: body.tooSlow) {
                [uploads, limits] in
                try await uploads.withRoom(for: request, limits: limits) {
                    try await route.handle(routeRequest)
                }
            }
        } catch let error as BodyInterrupted {
            throw error
        } catch {
            let apiError = APIError(error)
            // Others, such as 503 while nothing is indexed, are answers like any other.
            if apiError.status == .internalServerError {
                context.logger.error("\(route.method) \(route.path) failed", metadata: ["error": "\(error)"])
            }
            await body.drainIfNeeded()
            return surface.response(to: apiError)
        }
    }
}
