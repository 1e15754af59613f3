public import LookalikeJSON

/// One thing wrong with a request, in the shape, with the types and in the words of FastAPI (pydantic 2),
/// which are what clients of such servers look for.
public struct ValidationIssue: Error, Codable, Hashable, Sendable {
    /// What is wrong, whatever value it is wrong with.
    public struct Reason: Hashable, Sendable {
        /// pydantic's name of the error, such as `int_parsing`.
        public var type: String
        /// A sentence without its full stop.
        public var message: String
        /// The numbers or words in the message.
        public var context: [String: JSONValue]?

        /// A reason that ``ValidationIssue`` has no constant for.
        public init(type: String, message: String, context: [String: JSONValue]? = nil) {
            self.type = type
            self.message = message
            self.context = context
        }
    }

    /// The kind of error, such as `int_parsing`; clients compare it.
    public var type: String
    /// Where: `["query", "top_k"]`, `["body", "images", 3]`.
    public var loc: [JSONValue]
    /// The error in words, for people.
    public var msg: String
    /// What was sent; null where nothing was.
    public var input: JSONValue
    /// The numbers or words in the message; nil if it has none.
    public var ctx: [String: JSONValue]?

    /// An error of a request.
    ///
    /// - Parameters:
    ///   - loc: where, such as `["query", "top_k"]`.
    ///   - input: what was sent; null where nothing was.
    public init(_ reason: Reason, at loc: [JSONValue], input: JSONValue = .null) {
        type = reason.type
        self.loc = loc
        msg = reason.message
        self.input = input
        ctx = reason.context
    }
}

/// The body of a 422 answer: `{"detail": […]}`.
public struct ValidationIssues: Error, Codable, Hashable, Sendable {
    /// All that is wrong, in the order of the request's parameters.
    public var detail: [ValidationIssue]

    /// Errors to answer with status 422.
    public init(_ detail: [ValidationIssue]) {
        self.detail = detail
    }
}

extension ValidationIssues: SchemaDocumented {
    /// FastAPI's name.
    public static var schemaName: String? { "HTTPValidationError" }
    /// For the document of the API.
    public static var schemaDescription: String? { "What is wrong with the request." }
}

extension ValidationIssue: SchemaDocumented {
    /// FastAPI's name.
    public static var schemaName: String? { "ValidationError" }
    /// For the document of the API.
    public static var propertyDocs: [String: PropertyDoc] {
        [
            "type": PropertyDoc("The kind of error.", example: "int_parsing"),
            "loc": PropertyDoc("Where: names and indices.", example: ["query", "top_k"]),
            "msg": "A sentence.",
            "input": "What was sent; null where nothing was.",
            "ctx": "The numbers or words in the sentence.",
        ]
    }
}
