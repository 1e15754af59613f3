public import JSON

extension OpenAPIDocument {
    /// The operations of one path.
    public struct PathItem: Codable, Hashable, Sendable {
        public var get: Operation?
        public var put: Operation?
        public var post: Operation?
        public var delete: Operation?
        public var patch: Operation?
        public var head: Operation?
        public var options: Operation?

        public init() {}

        /// The operation of an HTTP method, in any case; nil for a method that has no place here.
        public subscript(method: String) -> Operation? {
            get { Self.member(for: method).flatMap { self[keyPath: $0] } }
            set { if let member = Self.member(for: method) { self[keyPath: member] = newValue } }
        }

        private static func member(for method: String) -> WritableKeyPath<PathItem, Operation?>? {
            switch method.uppercased() {
            case "GET": \.get
            case "PUT": \.put
            case "POST": \.post
            case "DELETE": \.delete
            case "PATCH": \.patch
            case "HEAD": \.head
            case "OPTIONS": \.options
            default: nil
            }
        }
    }

    /// One method of one path.
    public struct Operation: Codable, Hashable, Sendable {
        public var tags: [String]?
        public var summary: String?
        /// CommonMark.
        public var description: String?
        /// A name for code generators, unique in the document.
        public var operationId: String?
        public var parameters: [Parameter]?
        public var requestBody: RequestBody?
        /// The answers by status code, or `default`.
        public var responses: [String: Response]
        public var deprecated: Bool?
        /// Whose pages may use it in a browser; an extension of OpenAPI.
        public var audience: String?

        enum CodingKeys: String, CodingKey {
            case tags, summary, description, operationId, parameters, requestBody, responses, deprecated
            case audience = "x-lookalike-audience"
        }

        public init(
            tags: [String]? = nil, summary: String? = nil, description: String? = nil,
            operationId: String? = nil, parameters: [Parameter]? = nil, requestBody: RequestBody? = nil,
            responses: [String: Response] = [:], deprecated: Bool? = nil, audience: String? = nil
        ) {
            self.audience = audience
            self.tags = tags
            self.summary = summary
            self.description = description
            self.operationId = operationId
            self.parameters = parameters
            self.requestBody = requestBody
            self.responses = responses
            self.deprecated = deprecated
        }
    }

    /// A parameter in the path, the query or a header.
    public struct Parameter: Codable, Hashable, Sendable {
        public enum Location: String, Codable, Hashable, Sendable {
            case path, query, header, cookie
        }

        public var name: String
        public var `in`: Location
        public var description: String?
        /// Always true in a path.
        public var required: Bool
        public var schema: Schema
        public var example: JSONValue?
        public var deprecated: Bool?

        public init(
            name: String, in location: Location, description: String? = nil, required: Bool = false,
            schema: Schema, example: JSONValue? = nil, deprecated: Bool? = nil
        ) {
            self.name = name
            self.in = location
            self.description = description
            self.required = required || location == .path
            self.schema = schema
            self.example = example
            self.deprecated = deprecated
        }
    }
}
