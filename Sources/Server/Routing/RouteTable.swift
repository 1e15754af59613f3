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
        var methods: [String: Set<HTTPRequest.Method>] = [:]
        for surface in surfaces {
            for route in surface.routes {
                methods[route.path, default: []].insert(route.method)
                router.on(RouterPath(route.path), method: route.method) { request, context in
                    await respond(to: request, context, route, surface)
                }
            }
        }
        // A known path with another method is 405, not 404.
        for (path, known) in methods {
            var allowed = known
            if known.contains(.get) { allowed.insert(.head) }
            let header = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for method in [HTTPRequest.Method.get, .post, .put, .delete, .patch] where !known.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ in
                    APIError(status: .methodNotAllowed, message: "Method Not Allowed", headers: [.allow: header])
                        .detailResponse
                }
            }
        }
    }

    private func respond(
        to request: Request, _ context: AppContext, _ route: Route, _ surface: any Surface
    ) async -> Response {
        do {
            let routeRequest = try RouteRequest(request, context, route, limits)
            if case .none = route.body { return try await route.handle(routeRequest) }
            return try await uploads.withRoom(for: request, limits: limits) {
                try await HangUp.cancelling(context.channel) { try await route.handle(routeRequest) }
            }
        } catch {
            let apiError = APIError(error)
            if apiError.status.code >= 500 {
                context.logger.error("\(route.method) \(route.path) failed", metadata: ["error": "\(error)"])
            }
            return surface.response(to: apiError)
        }
    }
}
