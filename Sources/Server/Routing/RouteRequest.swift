internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Multipart
internal import OpenAPI

/// A request on its way to a route's handler, with what the route declares of it already checked.
struct RouteRequest: Sendable {
    let request: Request
    let context: AppContext
    let route: Route
    let limits: UploadLimits

    /// - Throws: ``ValidationIssues`` with everything that is wrong with the parameters.
    init(_ request: Request, _ context: AppContext, _ route: Route, _ limits: UploadLimits) throws {
        self.request = request
        self.context = context
        self.route = route
        self.limits = limits
        let issues = route.parameters.compactMap { issue(with: $0) }
        if !issues.isEmpty { throw ValidationIssues(issues) }
    }

    private func issue(with parameter: any ParameterSpec) -> ValidationIssue? {
        parameter.problem(with: text(of: parameter.name, parameter.location))
    }

    /// The value of a parameter that the route declares, or its default.
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
        // Hummingbird leaves the percent signs of path parameters as they came.
        case .path: return context.parameters.get(name).map { $0.removingPercentEncoding ?? $0 }
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

    // MARK: Bodies

    /// The whole body.
    ///
    /// - Throws: ``APIError`` 413 as soon as it is larger than the limit.
    func bytes(limit: Int? = nil) async throws -> [UInt8] {
        let limit = limit ?? limits.pictureBytes
        try checkLength(limit)
        var bytes: [UInt8] = []
        if let length = request.headers[.contentLength].flatMap({ Int($0) }) { bytes.reserveCapacity(length) }
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= limit else { throw APIError.tooLarge(limit: limit) }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// The body as JSON.
    ///
    /// - Throws: ``ValidationIssues``, ``APIError`` 413.
    func json<T: Decodable & Sendable>(_ type: T.Type, limit: Int? = nil) async throws -> T {
        try ValidationIssues.decode(type, from: try await bytes(limit: limit ?? limits.jsonBytes))
    }

    /// The body as a form in memory.
    ///
    /// - Throws: ``MultipartError``, ``ValidationIssues``, ``APIError`` 413.
    func form() async throws -> MultipartForm {
        let limits = MultipartLimits(
            fileBytes: limits.pictureBytes, bodyBytes: limits.pictureBytes + (1 << 20))
        try checkLength(limits.bodyBytes)
        let boundary = try MultipartParser.boundary(fromContentType: request.headers[.contentType] ?? "")
        var collector = try MultipartFormCollector(boundary: boundary, limits: limits)
        for try await buffer in request.body { try collector.feed(buffer.readableBytesView) }
        return try collector.finish()
    }

    /// The file `name` of a form.
    ///
    /// - Throws: ``ValidationIssues`` where the body is no form or has no such file, as FastAPI says it.
    func upload(_ name: String) async throws -> MultipartForm.File {
        let form: MultipartForm
        do {
            form = try await self.form()
        } catch MultipartError.notMultipart {
            throw ValidationIssues.missing(name)
        }
        guard let file = form.file(name) else { throw ValidationIssues.missing(name) }
        return file
    }

    private func checkLength(_ limit: Int) throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw APIError.tooLarge(limit: limit)
        }
    }
}

/// How much a client may send. Bytes.
struct UploadLimits: Sendable {
    var pictureBytes: Int
    /// Base64 makes a picture a third larger.
    var jsonBytes: Int { pictureBytes / 3 * 4 + (1 << 20) }
}

extension ValidationIssues {
    static func missing(_ field: String) -> ValidationIssues {
        ValidationIssues([ValidationIssue(.missing, at: ["body", .string(field)])])
    }
}

extension Result where Failure == ValidationIssue {
    var asIssues: Result<Success, ValidationIssues> { mapError { ValidationIssues([$0]) } }
}
