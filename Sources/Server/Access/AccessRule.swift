internal import HTTPTypes
internal import Hummingbird

/// Which requests are answered at all: told from the head, before the body is read.
struct AccessRule: Sendable {
    let hosts: HostNames
    let origins: OriginRule
    let routes: RouteDirectory

    /// What stands against answering a request; nil where nothing does.
    ///
    /// - Parameter route: the path of the route that answers, as it is declared; nil where it is not known yet, or where
    ///   there is none.
    func refusal(of request: Request, route: String? = nil) -> APIError? {
        if let refusal = hosts.refusal(of: request) { return refusal }
        guard request.method.changesState else { return nil }
        let requester = origins.requester(of: request)
        if isOpen(to: requester, routes.audience(of: request, route: route)) { return nil }
        return Self.forbidden(requester)
    }

    /// What an answer says to the page that asked: `*`, or its origin; nil where it may not read the answer.
    func allowed(_ requester: Requester, _ audience: RouteAudience) -> String? {
        switch requester {
        case .configuredPage(let allowing): allowing
        case .loopbackPage(let origin): audience == .contract ? origin : nil
        case .program, .ownPage, .foreignPage: nil
        }
    }

    private func isOpen(to requester: Requester, _ audience: RouteAudience) -> Bool {
        switch requester {
        case .program, .ownPage: true
        case .configuredPage, .loopbackPage, .foreignPage: allowed(requester, audience) != nil
        }
    }

    static func forbidden(_ requester: Requester) -> APIError {
        let page =
            switch requester {
            case .loopbackPage(let origin), .foreignPage(let origin?): "A page of \(origin.prefix(200))"
            case .program, .ownPage, .configuredPage, .foreignPage(nil): "A page of another site"
            }
        return APIError(
            status: .forbidden,
            message:
                "\(page) may not do this: LOOKALIKE_CORS_ORIGINS says whose pages may, besides the server's own."
        )
    }
}

extension HTTPRequest.Method {
    /// Whether a request of it may change something (RFC 9110, 9.2.1).
    var changesState: Bool { self != .get && self != .head && self != .options && self != .trace }
}
