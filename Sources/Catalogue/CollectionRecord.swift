public import Foundation

/// A collection: pictures of one model, searched together.
public struct CollectionRecord: Sendable, Equatable {
    public var id: Int64
    /// Unique; see ``CollectionName``.
    public var name: String
    /// The model that made every vector of it.
    public var model: String
    /// Numbers in a vector.
    public var dimension: Int
    /// `cosine`, `inner_product` or `l2`.
    public var metric: String
    /// `flat`; other kinds come with other index implementations.
    public var indexKind: String
    /// The folder that a sync compares it with; nil for one of uploads only.
    public var directory: String?
    /// Names the vector file in use; a compaction writes the next.
    public var generation: Int
    /// Of the vector file in use: tells another file in its place from it. Nil until there is one.
    public var vectorIdentity: String?
    public var createdAt: Date
    public var lastSync: Date?

    public init(
        id: Int64 = 0, name: String, model: String, dimension: Int, metric: String, indexKind: String,
        directory: String? = nil, generation: Int = 0, vectorIdentity: String? = nil, createdAt: Date,
        lastSync: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.model = model
        self.dimension = dimension
        self.metric = metric
        self.indexKind = indexKind
        self.directory = directory
        self.generation = generation
        self.vectorIdentity = vectorIdentity
        self.createdAt = createdAt
        self.lastSync = lastSync
    }
}

/// What a collection may be called: 1–100 letters, digits, `-`, `_` and `.`, beginning with a letter or digit, so
/// that a name is safe in a path, in a URL and on a command line.
public enum CollectionName {
    public static func isValid(_ name: String) -> Bool {
        let alphanumeric = { (c: UInt8) in
            (48...57).contains(c) || (65...90).contains(c) || (97...122).contains(c)
        }
        guard (1...100).contains(name.utf8.count), alphanumeric(name.utf8.first!) else { return false }
        return name.utf8.allSatisfy { alphanumeric($0) || "-_.".utf8.contains($0) }
    }
}
