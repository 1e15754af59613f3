internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import LookalikeOpenAPI

/// A request for a route's handler, with the declared parameters already checked.
struct RouteRequest: Sendable {
    let request: Request
    let context: AppContext
    let route: Route
    let limits: UploadLimits
    let body: BodyReader

    /// - Throws: ``ValidationIssues`` with all problems of the parameters.
    init(
        _ request: Request, _ context: AppContext, _ route: Route, _ limits: UploadLimits, _ body: BodyReader
    ) throws {
        self.request = request
        self.context = context
        self.route = route
        self.limits = limits
        self.body = body
        for parameter in route.parameters where parameter.location == .path {
            // For example `%FF`, which is not valid text.
            let text = context.parameters.get(parameter.name)
            if let text, PercentEncoding.decoded(text) == nil { throw APIError.notFound }
        }
        let issues = route.parameters.compactMap { issue(with: $0) }
        if !issues.isEmpty { throw ValidationIssues(issues) }
    }

    private func issue(with parameter: any ParameterSpec) -> ValidationIssue? {
        parameter.problem(with: text(of: parameter.name, parameter.location))
    }

    /// The value of a declared parameter, or its default.
    func value<Value>(_ parameter: QueryParameter<Value>) throws -> Value {
        try parameter.parse(text(of: parameter)).asIssues.get()
    }

    func optional<Value>(_ parameter: QueryParameter<Value>) throws -> Value? {
        try parameter.parseIfPresent(text(of: parameter)).asIssues.get()
    }

    private func text<Value>(of parameter: QueryParameter<Value>) -> String? {
        assert(route.parameters.contains { $0.name == parameter.name }, "\(parameter.name) is not declared")
        return text(of: parameter.name, parameter.location)
    }

    private func text(of name: String, _ location: ParameterLocation) -> String? {
        switch location {
        // Hummingbird does not decode path parameters.
        case .path: return context.parameters.get(name).flatMap(PercentEncoding.decoded)
        case .query: return request.uri.queryParameters.getAll(name).last
        case .header: return HTTPField.Name(name).flatMap { request.headers[$0] }
        case .body: return nil
        }
    }

    /// The body's media type, without parameters.
    var mediaType: String {
        let value = request.headers[.contentType] ?? ""
        return value.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }
}

extension Result where Failure == ValidationIssue {
    var asIssues: Result<Success, ValidationIssues> { mapError { ValidationIssues([$0]) } }
}
