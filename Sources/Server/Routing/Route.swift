internal import HTTPTypes
internal import Hummingbird
internal import LookalikeOpenAPI

/// One operation: its path, its parameters, body and answers, and its handler. The router and the OpenAPI document
/// are both generated from routes, so they always agree.
///
/// ```swift
/// let k = QueryParameter("k", default: 10, in: 1...100, description: "The most results.")
/// return Route(
///     .get, "/similar", "Images that look like the newest one",
///     parameters: [k], answers: [.json(Similar.self, "The images."), .error(404, "There are none.")]
/// ) { request in
///     JSONResponse.make(try await similarToNewest(try request.value(k)))
/// }
/// ```
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
    /// False for files of web pages, which nobody calls directly.
    var isDocumented = true
    /// Set if it differs from the interface's.
    var audience: RouteAudience?
    /// With routes of other interfaces that have the same method and path.
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
    /// The same route for administrators.
    func native() -> Route {
        var route = self
        route.audience = .native
        return route
    }
}

/// The body of an operation.
enum RouteBody: Sendable {
    case none
    case json(any (Decodable & SendableMetatype).Type, isOptional: Bool = false)
    case form(fields: [any ParameterSpec], files: [FormFile])
    /// An encoded image as the whole body, or one of the alternatives.
    case image(or: [RouteBody])
    indirect case either(RouteBody, RouteBody)
}

/// A file in a form.
struct FormFile: Sendable {
    let name: String
    var isRequired = true
    /// Whether several may be sent under the name.
    var isRepeated = false
}

/// A status that an operation answers with.
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

    static func bytes(_ mediaType: String, _ description: String, status: Int = 200) -> RouteAnswer {
        RouteAnswer(status: status, description: description, content: .bytes(mediaType: mediaType))
    }

    /// An error in the format `{"detail": "…"}`.
    static func error(_ status: Int, _ description: String) -> RouteAnswer {
        RouteAnswer(status: status, description: description, content: .json(ErrorDetail.self))
    }
}

/// One of the interfaces: translates between its clients and the engine, and knows no other interface.
protocol Surface: Sendable {
    /// Its group in the API documentation.
    var tag: String { get }
    var tagDescription: String { get }
    /// Who its routes are for.
    var audience: RouteAudience { get }
    var routes: [Route] { get }
    /// An error in the format of this interface.
    func response(to error: APIError) -> Response
}

extension Surface {
    func response(to error: APIError) -> Response { error.detailResponse }
}
