internal import HTTPTypes
internal import Hummingbird

/// Decides which requests are answered, from the head, before the body is read.
struct AccessRule: Sendable {
    let hosts: HostNames
    let origins: OriginRule
    let routes: RouteDirectory

    /// Why a request must not be answered; nil if it may.
    ///
    /// - Parameter route: the declared path of the matching route; nil if it is unknown or there is none.
    func refusal(of request: Request, route: String? = nil) -> APIError? {
        if let refusal = hosts.refusal(of: request) { return refusal }
        guard request.method.changesState else { return nil }
        let requester = origins.requester(of: request)
        if isOpen(to: requester, routes.audience(of: request, route: route)) { return nil }
        return Self.forbidden(requester)
    }

    /// The value of the CORS header: `*` or the page's origin; nil if the page may not read the answer.
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
    /// Whether such a request may change something (RFC 9110, 9.2.1).
    var changesState: Bool { self != .get && self != .head && self != .options && self != .trace }
}
