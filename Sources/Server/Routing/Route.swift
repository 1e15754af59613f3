internal import HTTPTypes
internal import Hummingbird
internal import OpenAPI

/// One operation: where it is, what it takes and answers, and what it does. The router and the OpenAPI document are
/// both made from these, so neither can say what the other does not.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// As in OpenAPI: `/collections/{collection}/images/{id}`.
    let path: String
    let summary: String
    let description: String?
    /// In the path and in the query.
    let parameters: [any ParameterSpec]
    let body: RouteBody
    let answers: [RouteAnswer]
    /// False for files of the program's pages, which nobody calls by hand.
    var isDocumented = true
    /// Where it is for others than the rest of its surface.
    var audience: RouteAudience?
    /// With routes of other surfaces that have the same method and path.
    var share = RouteShare.none
    var handle: @Sendable (RouteRequest) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, description: String? = nil,
        parameters: [any ParameterSpec] = [], body: RouteBody = .none, answers: [RouteAnswer],
        handle: @escaping @Sendable (RouteRequest) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.description = description
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.handle = handle
    }
}

extension Route {
    /// The same route for whoever looks after the server.
    func native() -> Route {
        var route = self
        route.audience = .native
        return route
    }
}

/// What an operation takes as its body.
enum RouteBody: Sendable {
    case none
    case json(any (Decodable & SendableMetatype).Type, isOptional: Bool = false)
    case form(fields: [any ParameterSpec], files: [FormFile])
    /// An encoded picture as the whole body, or one of the alternatives.
    case picture(or: [RouteBody])
    indirect case either(RouteBody, RouteBody)
}

/// A file that a form carries.
struct FormFile: Sendable {
    let name: String
    var isRequired = true
    /// Whether several may be sent under the name.
    var isRepeated = false
}

/// One status that an operation answers with.
struct RouteAnswer: Sendable {
    enum Content: Sendable {
        case none
        case json(any (Decodable & SendableMetatype).Type)
        case bytes(mediaType: String)
    }

    let status: Int
    let description: String
    let content: Content

    static func json(
        _ type: any (Decodable & SendableMetatype).Type, _ description: String, status: Int = 200
    ) -> RouteAnswer {
        RouteAnswer(status: status, description: description, content: .json(type))
    }

    static func bytes(_ mediaType: String, _ description: String) -> RouteAnswer {
        RouteAnswer(status: 200, description: description, content: .bytes(mediaType: mediaType))
    }

    /// An error in the shape `{"detail": "…"}`.
    static func error(_ status: Int, _ description: String) -> RouteAnswer {
        RouteAnswer(status: status, description: description, content: .json(ErrorDetail.self))
    }
}

/// One of the interfaces that clients use: a thin translator over the engine, knowing no other.
protocol Surface: Sendable {
    /// Its group in the API documentation.
    var tag: String { get }
    var tagDescription: String { get }
    /// For whom its routes are.
    var audience: RouteAudience { get }
    var routes: [Route] { get }
    /// An error in the shape that this surface's clients expect.
    func response(to error: APIError) -> Response
}

extension Surface {
    func response(to error: APIError) -> Response { error.detailResponse }
}
