public import LookalikeJSON

extension OpenAPIDocument {
    /// The operations of one path.
    public struct PathItem: Codable, Hashable, Sendable {
        /// Reads something.
        public var get: Operation?
        /// Puts something in the place of what is there.
        public var put: Operation?
        /// Adds something, or begins something.
        public var post: Operation?
        /// Removes something.
        public var delete: Operation?
        /// Changes a part of something.
        public var patch: Operation?
        /// As `get`, without the body.
        public var head: Operation?
        /// Says what is permitted, such as to pages of other origins.
        public var options: Operation?

        /// A path without operations.
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
        /// The groups that it belongs to, by name; see ``OpenAPIDocument/tags``.
        public var tags: [String]?
        /// A few words, for lists.
        public var summary: String?
        /// CommonMark.
        public var description: String?
        /// A name for code generators, unique in the document.
        public var operationId: String?
        /// Parameters of the path, the query and headers.
        public var parameters: [Parameter]?
        /// What it takes; nil if it takes no body.
        public var requestBody: RequestBody?
        /// The answers by status code, or `default`.
        public var responses: [String: Response]
        /// Whether clients should stop using it; nil means false.
        public var deprecated: Bool?
        /// Whose pages may use it in a browser; an extension of OpenAPI.
        public var audience: String?

        enum CodingKeys: String, CodingKey {
            case tags, summary, description, operationId, parameters, requestBody, responses, deprecated
            case audience = "x-lookalike-audience"
        }

        /// All is left out that is not given.
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
        /// Where a parameter is sent.
        public enum Location: String, Codable, Hashable, Sendable {
            /// The names that OpenAPI uses.
            case path, query, header, cookie
        }

        /// As requests write it; `id` for `{id}` in a path.
        public var name: String
        /// Where it is sent.
        public var `in`: Location
        public var description: String?
        /// Always true in a path.
        public var required: Bool
        /// What its text is.
        public var schema: Schema
        /// A value as it may be sent.
        public var example: JSONValue?
        /// Whether clients should stop using it; nil means false.
        public var deprecated: Bool?

        /// A parameter that may be left out, unless `required` is true.
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
