public import LookalikeJSON

extension OpenAPIDocument {
    /// What an operation takes, by media type.
    public struct RequestBody: Codable, Hashable, Sendable {
        public var description: String?
        /// Whether a request must have a body.
        public var required: Bool
        /// What the body may be, by media type.
        public var content: [String: MediaType]

        /// A body that must be sent, unless `required` is false.
        public init(_ content: [String: MediaType], description: String? = nil, required: Bool = true) {
            self.content = content
            self.description = description
            self.required = required
        }

        /// A JSON body.
        public static func json(_ schema: Schema, description: String? = nil) -> RequestBody {
            RequestBody(["application/json": MediaType(schema: schema)], description: description)
        }

        /// A form with files: the properties of `schema` are its parts, a file's being
        /// ``Schema/file(description:)`` (see ``Schema/form(fields:files:)``).
        public static func form(_ schema: Schema, description: String? = nil) -> RequestBody {
            RequestBody(["multipart/form-data": MediaType(schema: schema)], description: description)
        }
    }

    /// What an operation answers with one status code.
    public struct Response: Codable, Hashable, Sendable {
        public var description: String
        /// Headers of the answer by their names; nil for none that are described.
        public var headers: [String: Header]?
        /// What the answer's body may be, by media type; nil for no body.
        public var content: [String: MediaType]?

        /// An answer without a body, unless `content` says what it is.
        public init(
            description: String, headers: [String: Header]? = nil, content: [String: MediaType]? = nil
        ) {
            self.description = description
            self.headers = headers
            self.content = content
        }

        /// A JSON answer.
        public static func json(_ schema: Schema, description: String) -> Response {
            Response(description: description, content: ["application/json": MediaType(schema: schema)])
        }
    }

    /// A body of one media type.
    public struct MediaType: Codable, Hashable, Sendable {
        /// What the body holds; nil for anything.
        public var schema: Schema?
        /// A body as it may be.
        public var example: JSONValue?

        /// A body that is described by its schema.
        public init(schema: Schema? = nil, example: JSONValue? = nil) {
            self.schema = schema
            self.example = example
        }
    }

    /// A header of a response.
    public struct Header: Codable, Hashable, Sendable {
        public var description: String?
        /// Whether the header is always sent; nil means false.
        public var required: Bool?
        /// What the header's text is.
        public var schema: Schema

        /// A header that may be missing, unless `required` is true.
        public init(schema: Schema, description: String? = nil, required: Bool? = nil) {
            self.schema = schema
            self.description = description
            self.required = required
        }
    }
}
