internal import Foundation
internal import Hummingbird
internal import LookalikeJSON

/// How a route shares its method and path with routes of other interfaces. They don't know each other: the table
/// decides from the request which one answers.
enum RouteShare: Sendable {
    /// Does not share.
    case none
    /// Answers requests with a body of this media type.
    case body(mediaType: String)
    /// Answers requests of clients that accept this media type.
    case accepting(mediaType: String)
    /// Answers requests that no other route takes.
    case otherwise
    /// Each answer combines the members of all such routes in one object.
    case members(@Sendable (RouteRequest) async throws -> SharedMembers)
}

/// One route's part of a combined answer.
struct SharedMembers: Sendable {
    let members: [String: JSONValue]
    /// The answer if all parts have a problem, such as 503 while nothing is indexed.
    let problem: APIError?

    /// - Parameter object: encodes to a JSON object.
    init(_ object: some Encodable, problem: APIError? = nil) throws {
        members = try JSONDecoder().decode([String: JSONValue].self, from: try JSONResponse.encode(object))
        self.problem = problem
    }
}

extension Route {
    /// A route that answers with a part of a combined answer.
    static func sharing(
        _ path: String, _ summary: String, description: String? = nil, answers: [RouteAnswer],
        members: @escaping @Sendable (RouteRequest) async throws -> SharedMembers
    ) -> Route {
        var route = Route(.get, path, summary, description: description, answers: answers) { request in
            let own = try await members(request)
            if let problem = own.problem { throw problem }
            return JSONResponse.make(own.members)
        }
        route.share = .members(members)
        return route
    }

    /// The same route, sharing its method and path.
    func shared(_ share: RouteShare) -> Route {
        var route = self
        route.share = share
        return route
    }
}

/// The routes, of one or more interfaces, with the same method and path.
struct SharedOperation: Sendable {
    struct Choice: Sendable {
        let route: Route
        let surface: any Surface

        var audience: RouteAudience { route.audience ?? surface.audience }
    }

    /// At least one.
    let choices: [Choice]

    var first: Choice { choices[0] }

    /// The route that a request belongs to; for combined answers, with a handler that asks the others too.
    func choice(for request: Request) -> Choice {
        let parts = choices.compactMap { choice in
            if case .members(let members) = choice.route.share { members } else { nil }
        }
        if parts.count > 1, parts.count == choices.count {
            var route = first.route
            route.handle = { try await Self.answer(together: parts, $0) }
            return Choice(route: route, surface: first.surface)
        }
        return choices.first { $0.route.share.claims(request) }
            ?? choices.first { if case .otherwise = $0.route.share { true } else { false } } ?? first
    }

    private static func answer(
        together parts: [@Sendable (RouteRequest) async throws -> SharedMembers], _ request: RouteRequest
    ) async throws -> Response {
        var members: [String: JSONValue] = [:]
        var problems: [APIError] = []
        for part in parts {
            let own = try await part(request)
            members.merge(own.members) { mine, _ in mine }
            if let problem = own.problem { problems.append(problem) }
        }
        if problems.count == parts.count { throw problems[0] }
        return JSONResponse.make(members)
    }
}

extension RouteShare {
    fileprivate func claims(_ request: Request) -> Bool {
        switch self {
        case .body(let mediaType):
            (request.headers[.contentType] ?? "").lowercased().hasPrefix(mediaType)
        case .accepting(let mediaType): (request.headers[.accept] ?? "").contains(mediaType)
        case .none, .otherwise, .members: false
        }
    }
}
