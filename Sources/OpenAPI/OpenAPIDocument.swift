/// An OpenAPI 3.1 document: what this server's routes take and answer.
///
/// Encode it with `JSONEncoder` (`.sortedKeys` makes equal documents equal bytes).
public struct OpenAPIDocument: Codable, Hashable, Sendable {
    public var openapi: String
    public var info: Info
    public var servers: [Server]?
    public var tags: [Tag]?
    /// The operations by path, such as `/images/{id}`.
    public var paths: [String: PathItem]
    public var components: Components?

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

    public struct Info: Codable, Hashable, Sendable {
        public var title: String
        public var version: String
        public var summary: String?
        /// CommonMark.
        public var description: String?
        public var license: License?

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

    public struct License: Codable, Hashable, Sendable {
        public var name: String
        /// An SPDX expression.
        public var identifier: String?

        public init(name: String, identifier: String? = nil) {
            self.name = name
            self.identifier = identifier
        }
    }

    public struct Server: Codable, Hashable, Sendable {
        public var url: String
        public var description: String?

        public init(url: String, description: String? = nil) {
            self.url = url
            self.description = description
        }
    }

    public struct Tag: Codable, Hashable, Sendable {
        public var name: String
        public var description: String?

        public init(name: String, description: String? = nil) {
            self.name = name
            self.description = description
        }
    }

    public struct Components: Codable, Hashable, Sendable {
        public var schemas: [String: Schema]

        public init(schemas: [String: Schema]) {
            self.schemas = schemas
        }
    }
}
