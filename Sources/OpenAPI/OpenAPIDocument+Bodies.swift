public import JSON

extension OpenAPIDocument {
    /// What an operation takes, by media type.
    public struct RequestBody: Codable, Hashable, Sendable {
        public var description: String?
        public var required: Bool
        public var content: [String: MediaType]

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
        public var headers: [String: Header]?
        public var content: [String: MediaType]?

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
        public var schema: Schema?
        public var example: JSONValue?

        public init(schema: Schema? = nil, example: JSONValue? = nil) {
            self.schema = schema
            self.example = example
        }
    }

    /// A header of a response.
    public struct Header: Codable, Hashable, Sendable {
        public var description: String?
        public var required: Bool?
        public var schema: Schema

        public init(schema: Schema, description: String? = nil, required: Bool? = nil) {
            self.schema = schema
            self.description = description
            self.required = required
        }
    }
}
