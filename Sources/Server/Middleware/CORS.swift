internal import HTTPTypes
internal import Hummingbird

/// Answers browsers that ask whether a page of another origin may use this server (fetch.spec.whatwg.org, "HTTP-CORS
/// protocol"), always without credentials.
struct CORS: RouterMiddleware {
    typealias Context = AppContext

    /// Origins such as `https://shop.example`; `*` allows all.
    let origins: [String]

    private var allowsAll: Bool { origins.contains("*") }

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin], let allowed = allowed(origin) else {
            var response = try await next(request, context)
            // A cache must not give this answer to a page of an origin that is allowed.
            if !allowsAll { response.headers.vary(on: "Origin") }
            return response
        }
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            return preflight(request, allowed)
        }
        var response = try await next(request, context)
        response.headers[.accessControlAllowOrigin] = allowed
        response.headers[.accessControlExposeHeaders] =
            "X-Request-Id, X-Lookalike-Model, Retry-After, ETag, Location"
        if !allowsAll { response.headers.vary(on: "Origin") }
        return response
    }

    private func allowed(_ origin: String) -> String? {
        if allowsAll { return "*" }
        return origins.contains(origin) ? origin : nil
    }

    private func preflight(_ request: Request, _ allowed: String) -> Response {
        var headers: HTTPFields = [
            .accessControlAllowOrigin: allowed,
            .accessControlAllowMethods: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
            .accessControlMaxAge: "600",
        ]
        if let wanted = request.headers[.accessControlRequestHeaders] {
            headers[.accessControlAllowHeaders] = wanted
        }
        if !allowsAll { headers.vary(on: "Origin") }
        return Response(status: .noContent, headers: headers)
    }
}

extension HTTPFields {
    /// Says that the answer depends on a header of the request, beside what it depends on already.
    fileprivate mutating func vary(on name: String) {
        self[.vary] = [self[.vary], name].compactMap { $0 }.joined(separator: ", ")
    }
}
