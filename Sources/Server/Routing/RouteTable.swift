internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import LookalikeOpenAPI

/// All routes of all interfaces; converted to a router and to an OpenAPI document.
struct RouteTable: Sendable {
    var surfaces: [any Surface]
    let limits: UploadLimits
    /// Most bytes of uploads in memory.
    let uploads: UploadBudget
    /// Whether answers are compressed for clients that accept it.
    var compresses = true

    func install(in router: Router<AppContext>) {
        for operation in operations {
            let route = operation.first.route
            router.on(RouterPath(route.path), method: route.method) { request, context in
                let request = compresses ? request : request.acceptingPlainOnly
                let choice = operation.choice(for: request)
                let response = try await respond(to: request, context, choice.route, choice.surface)
                return try await ResponseCompression.compressed(response, for: request)
            }
        }
    }

    /// In the order in which the interfaces first name them.
    var operations: [SharedOperation] {
        var order: [String] = []
        var choices: [String: [SharedOperation.Choice]] = [:]
        for surface in surfaces {
            for route in surface.routes {
                let name = "\(route.method) \(route.path)"
                if choices[name] == nil { order.append(name) }
                choices[name, default: []].append(SharedOperation.Choice(route: route, surface: surface))
            }
        }
        return order.compactMap { choices[$0].map(SharedOperation.init) }
    }

    /// The contents of each path.
    var directory: RouteDirectory { RouteDirectory(operations) }

    /// - Throws: only ``BodyInterrupted``.
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
            try BodyCoding(request).check()
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
            // Other errors, such as 503 while nothing is indexed, are ordinary answers.
            if apiError.status == .internalServerError {
                context.logger.error("\(route.method) \(route.path) failed", metadata: ["error": "\(error)"])
            }
            await body.drainIfNeeded()
            return surface.response(to: apiError)
        }
    }
}
