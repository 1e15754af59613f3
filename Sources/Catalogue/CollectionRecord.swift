public import Foundation
public import JSON

/// A collection: pictures, or vectors that clients made, of one model, searched together.
public struct CollectionRecord: Sendable, Equatable {
    public var id: Int64
    /// Unique; see ``CollectionName``.
    public var name: String
    /// The model that made every vector of it, installed or not; nil where clients bring vectors of their own.
    public var model: String?
    /// Which network of that name made them, as ``/Embedding/ModelIdentity`` writes it; nil before it made one, and where
    /// the collection was made before this was kept.
    public var modelIdentity: String?
    /// Numbers in a vector.
    public var dimension: Int
    /// `cosine`, `inner_product` or `l2`.
    public var metric: String
    /// One of ``/Vectors/IndexKind``.
    public var indexKind: String
    /// What the index kind can be told, by the kind's own names.
    public var indexParameters: [String: JSONValue]
    /// How its pictures become pixels.
    public var preparation: PicturePreparation
    /// Free: whatever who made the collection wants to remember, such as the system that it was imported from.
    public var settings: [String: JSONValue]
    /// What was measured on it, by name.
    public var statistics: [String: JSONValue]
    /// The folder that a sync compares it with; nil for one of uploads only.
    public var directory: String?
    /// What the vector store calls this collection's vectors: tells others in their place from them. Nil until there is a
    /// store.
    public var vectorStore: String?
    public var createdAt: Date
    public var lastSync: Date?

    public init(
        id: Int64 = 0, name: String, model: String?, modelIdentity: String? = nil, dimension: Int,
        metric: String, indexKind: String,
        indexParameters: [String: JSONValue] = [:], preparation: PicturePreparation = .standard,
        settings: [String: JSONValue] = [:], statistics: [String: JSONValue] = [:],
        directory: String? = nil, vectorStore: String? = nil, createdAt: Date,
        lastSync: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.model = model
        self.modelIdentity = modelIdentity
        self.dimension = dimension
        self.metric = metric
        self.indexKind = indexKind
        self.indexParameters = indexParameters
        self.preparation = preparation
        self.settings = settings
        self.statistics = statistics
        self.directory = directory
        self.vectorStore = vectorStore
        self.createdAt = createdAt
        self.lastSync = lastSync
    }
}

/// How the pictures of a collection become pixels.
public enum PicturePreparation: String, Sendable, CaseIterable {
    /// Turned as their EXIF orientation says, transparent parts white.
    case standard
    /// As the vectors of an imported collection were made: no EXIF rotation, transparency ignored.
    case asImported = "as_imported"
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
