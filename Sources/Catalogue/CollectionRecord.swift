public import Foundation
public import LookalikeJSON

/// A collection: images, or vectors from clients, of one model, that are searched together.
public struct CollectionRecord: Sendable, Equatable {
    /// The record id: never changes and is never reused; 0 until the catalogue has given one.
    public var recordID: Int64
    /// Unique; see ``CollectionName``.
    public var name: String
    /// The model of all its vectors, installed or not; nil if clients send vectors of their own.
    public var model: String?
    /// The identity of that model, as ``/LookalikeEmbedding/ModelIdentity`` writes it; nil until it has made a vector, and for
    /// collections made before identities were stored.
    public var modelIdentity: String?
    /// Numbers per vector.
    public var dimension: Int
    /// `cosine`, `inner_product` or `l2`.
    public var metric: String
    /// One of ``/LookalikeVectors/IndexKind``.
    public var indexKind: String
    /// Parameters of the index kind, by its own names.
    public var indexParameters: [String: JSONValue]
    /// How its images become pixels.
    public var preparation: ImagePreparation
    /// Which files it takes several images of.
    public var frames: FrameOptions
    /// Free-form notes by the collection's creator, such as the system that it was imported from.
    public var settings: [String: JSONValue]
    /// Measurements of the collection, by name.
    public var statistics: [String: JSONValue]
    /// The folders whose images it has, in the order in which they were added; none if it only has uploads.
    public var roots: [RootRecord]
    /// The identity of the collection's vector store, which reveals vectors of another collection in its folder. Nil
    /// until there is a store.
    public var vectorStore: String?
    /// Which of its vector stores is in use; see ``StoreDescription/number``.
    public var storeNumber: Int
    /// When the collection was created.
    public var createdAt: Date
    /// When a sync last ended; nil if none ever did.
    public var lastSync: Date?

    /// A record to create a collection with: the catalogue gives the record id.
    public init(
        recordID: Int64 = 0, name: String, model: String?, modelIdentity: String? = nil, dimension: Int,
        metric: String, indexKind: String,
        indexParameters: [String: JSONValue] = [:], preparation: ImagePreparation = .standard,
        frames: FrameOptions = FrameOptions(), settings: [String: JSONValue] = [:],
        statistics: [String: JSONValue] = [:],
        roots: [RootRecord] = [], vectorStore: String? = nil, storeNumber: Int = 0, createdAt: Date,
        lastSync: Date? = nil
    ) {
        self.recordID = recordID
        self.name = name
        self.model = model
        self.modelIdentity = modelIdentity
        self.dimension = dimension
        self.metric = metric
        self.indexKind = indexKind
        self.indexParameters = indexParameters
        self.preparation = preparation
        self.frames = frames
        self.settings = settings
        self.statistics = statistics
        self.roots = roots
        self.vectorStore = vectorStore
        self.storeNumber = storeNumber
        self.createdAt = createdAt
        self.lastSync = lastSync
    }

    /// The path of its first root; nil if it has none.
    public var directory: String? { roots.first?.path }

    /// The root with an id; nil if it is not the collection's.
    public func root(_ id: Int64?) -> RootRecord? { roots.first { $0.id == id } }
}

/// How the images of a collection become pixels.
public enum ImagePreparation: String, Sendable, CaseIterable {
    /// Turned as their EXIF orientation says, transparent parts white, colours as their profile says.
    case standard
    /// As the vectors of an imported collection were made: EXIF rotation, transparency and colour profiles ignored.
    case asImported = "as_imported"
    /// As ``standard``, in its four turns and their mirror images: the mean of the eight vectors counts, so that images are
    /// found whichever way they lie.
    case turned
}

/// What a collection may be called: 1–100 letters, digits, `-`, `_` and `.`, beginning with a letter or digit, so
/// that a name is safe in a path, in a URL and on a command line.
public enum CollectionName {
    /// Whether a collection may have this name.
    public static func isValid(_ name: String) -> Bool {
        let alphanumeric = { (c: UInt8) in
            (48...57).contains(c) || (65...90).contains(c) || (97...122).contains(c)
        }
        guard (1...100).contains(name.utf8.count), alphanumeric(name.utf8.first!) else { return false }
        return name.utf8.allSatisfy { alphanumeric($0) || "-_.".utf8.contains($0) }
    }
}
