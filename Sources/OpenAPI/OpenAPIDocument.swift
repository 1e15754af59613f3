/// An OpenAPI 3.1 document: what this server's routes take and answer.
///
/// Encode it with `JSONEncoder` (`.sortedKeys` makes equal documents equal bytes).
public struct OpenAPIDocument: Codable, Hashable, Sendable {
    /// The version of OpenAPI that the document is written in.
    public var openapi: String
    /// What the API is called.
    public var info: Info
    /// Where the API is; nil for where the document came from.
    public var servers: [Server]?
    /// The groups of operations, in the order in which they are shown.
    public var tags: [Tag]?
    /// The operations by path, such as `/images/{id}`.
    public var paths: [String: PathItem]
    /// Schemas that others refer to by name; nil if there are none.
    public var components: Components?

    /// A document of OpenAPI 3.1.
    public init(
        info: Info,
        servers: [Server]? = nil,
        tags: [Tag]? = nil,
        paths: [String: PathItem] = [:],
        schemas: [String: Schema] = [:]
    ) {
        openapi = "3.1.0"
        self.info = info
        self.servers = servers
        self.tags = tags
        self.paths = paths
        components = Components(schemas: schemas)
    }

    /// What the API is called and may be used for.
    public struct Info: Codable, Hashable, Sendable {
        /// The API's name.
        public var title: String
        /// The version of the API, not of OpenAPI.
        public var version: String
        /// A few words.
        public var summary: String?
        /// CommonMark.
        public var description: String?
        /// Under which the API may be used.
        public var license: License?

        /// All is left out that is not given.
        public init(
            title: String, version: String, summary: String? = nil, description: String? = nil,
            license: License? = nil
        ) {
            self.title = title
            self.version = version
            self.summary = summary
            self.description = description
            self.license = license
        }
    }

    /// A licence.
    public struct License: Codable, Hashable, Sendable {
        /// The licence's name, for people.
        public var name: String
        /// An SPDX expression.
        public var identifier: String?

        /// A licence, with its SPDX expression if it has one.
        public init(name: String, identifier: String? = nil) {
            self.name = name
            self.identifier = identifier
        }
    }

    /// An address of the API.
    public struct Server: Codable, Hashable, Sendable {
        /// May be relative to the document's own address.
        public var url: String
        public var description: String?

        /// An address, with a few words on what it is for.
        public init(url: String, description: String? = nil) {
            self.url = url
            self.description = description
        }
    }

    /// A group of operations.
    public struct Tag: Codable, Hashable, Sendable {
        /// The name by which operations refer to it.
        public var name: String
        public var description: String?

        /// A group, with a description in CommonMark.
        public init(name: String, description: String? = nil) {
            self.name = name
            self.description = description
        }
    }

    /// What the document refers to by name.
    public struct Components: Codable, Hashable, Sendable {
        /// Schemas by name: `#/components/schemas/Name` refers to one.
        public var schemas: [String: Schema]

        /// Components that are schemas only.
        public init(schemas: [String: Schema]) {
            self.schemas = schemas
        }
    }
}
