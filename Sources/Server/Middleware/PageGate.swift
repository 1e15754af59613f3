internal import HTTPTypes
internal import Hummingbird

/// Stops pages of other origins from using routes that are not for them, and answers preflight requests of browsers
/// (fetch.spec.whatwg.org, "HTTP-CORS protocol"), always without credentials.
struct PageGate: RouterMiddleware {
    typealias Context = AppContext

    let rule: AccessRule

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let route = context.endpointPath
        let requester = rule.origins.requester(of: request)
        if let refusal = rule.refusal(of: request, route: route) {
            return marked(refused(request, route, refusal))
        }
        if request.method == .options, let wanted = request.headers[.accessControlRequestMethod],
            requester.isPage, let method = HTTPRequest.Method(wanted)
        {
            return marked(preflight(request, requester, method))
        }
        var response = try await next(request, context)
        let audience = rule.routes.audience(of: request, route: route)
        if let allowed = rule.allowed(requester, audience) {
            response.headers[.accessControlAllowOrigin] = allowed
            response.headers[.accessControlExposeHeaders] =
                "X-Request-Id, X-Lookalike-Model, Retry-After, ETag, Location"
        }
        return marked(response)
    }

    /// In the error format of the route's interface. The rest of the request's body is read after the answer.
    private func refused(_ request: Request, _ route: String?, _ refusal: APIError) -> Response {
        let surface = rule.routes.surface(of: request, route: route)
        let response = surface?.response(to: refusal) ?? refusal.detailResponse
        return response.followed(by: BodyReader(request))
    }

    private func preflight(
        _ request: Request, _ requester: Requester, _ method: HTTPRequest.Method
    ) -> Response {
        let audience = rule.routes.audience(of: method, request.uri.path)
        guard let allowed = rule.allowed(requester, audience) else {
            return AccessRule.forbidden(requester).detailResponse
        }
        var headers: HTTPFields = [
            .accessControlAllowOrigin: allowed,
            .accessControlAllowMethods: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
            .accessControlMaxAge: "600",
        ]
        if let wanted = request.headers[.accessControlRequestHeaders] {
            headers[.accessControlAllowHeaders] = wanted
        }
        return Response(status: .noContent, headers: headers)
    }

    /// A cache must not serve an answer to a page of another origin.
    private func marked(_ response: Response) -> Response {
        guard !rule.origins.allowsAll else { return response }
        var response = response
        response.headers[.vary] = [response.headers[.vary], "Origin"].compactMap { $0 }.joined(
            separator: ", ")
        return response
    }
}

extension Requester {
    /// A page of another origin than the server's own.
    fileprivate var isPage: Bool {
        switch self {
        case .configuredPage, .loopbackPage, .foreignPage: true
        case .program, .ownPage: false
        }
    }
}

extension Response {
    /// Reads the rest of the client's body after the complete answer. The client gets the answer without sending
    /// everything, and a client that does not read while it sends does not find a broken connection.
    fileprivate func followed(by body: BodyReader) -> Response {
        var response = self
        let answer = self.body
        response.body = ResponseBody(contentLength: answer.contentLength) { writer in
            try await answer.write(writer)
            await body.lingerIfNeeded()
        }
        return response
    }
}
