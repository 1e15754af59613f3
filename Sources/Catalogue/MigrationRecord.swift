public import Foundation
public import LookalikeJSON

/// A vector store of a collection, and what its vectors are.
public struct StoreDescription: Sendable, Codable, Equatable {
    /// Tells the stores of a collection apart: 0 is the one that it was made with.
    public var number: Int
    /// The store's identity; nil until there is one.
    public var identity: String?
    /// See ``CollectionRecord/model``.
    public var model: String?
    /// See ``CollectionRecord/modelIdentity``.
    public var modelIdentity: String?
    /// Numbers per vector.
    public var dimension: Int
    /// `cosine`, `inner_product` or `l2`.
    public var metric: String
    /// One of ``/LookalikeVectors/IndexKind``.
    public var indexKind: String
    /// Parameters of the index kind, by its own names.
    public var indexParameters: [String: JSONValue]

    /// A store of vectors that a model makes.
    public init(
        number: Int, identity: String? = nil, model: String?, modelIdentity: String?, dimension: Int,
        metric: String, indexKind: String, indexParameters: [String: JSONValue] = [:]
    ) {
        self.number = number
        self.identity = identity
        self.model = model
        self.modelIdentity = modelIdentity
        self.dimension = dimension
        self.metric = metric
        self.indexKind = indexKind
        self.indexParameters = indexParameters
    }
}

extension CollectionRecord {
    /// The vector store that searches use. Setting it changes nothing but the record.
    public var store: StoreDescription {
        get {
            StoreDescription(
                number: storeNumber, identity: vectorStore, model: model, modelIdentity: modelIdentity,
                dimension: dimension, metric: metric, indexKind: indexKind, indexParameters: indexParameters)
        }
        set {
            (storeNumber, vectorStore) = (newValue.number, newValue.identity)
            (model, modelIdentity, dimension) = (newValue.model, newValue.modelIdentity, newValue.dimension)
            (metric, indexKind) = (newValue.metric, newValue.indexKind)
            indexParameters = newValue.indexParameters
        }
    }
}

/// A collection's change to another model. Its second vector store is filled while searches use the first; then the
/// two change places.
public struct MigrationRecord: Sendable, Equatable {
    /// How far it is. The raw value is its name in answers.
    public enum Phase: String, Sendable {
        /// The second store is being filled; searches use the first.
        case filling
        /// Searches use the new store; the second one has the vectors from before.
        case switched
        /// The second store is being removed.
        case removing
    }

    /// The collection's record id.
    public var collection: Int64
    /// How far it is.
    public var phase: Phase
    /// The store that searches don't use.
    public var second: StoreDescription
    /// What was asked for, and what was measured.
    public var details: [String: JSONValue]
    /// When it was asked for.
    public var createdAt: Date

    /// A migration that the catalogue may not have yet.
    public init(
        collection: Int64, phase: Phase = .filling, second: StoreDescription,
        details: [String: JSONValue] = [:], createdAt: Date
    ) {
        self.collection = collection
        self.phase = phase
        self.second = second
        self.details = details
        self.createdAt = createdAt
    }
}

/// The vector of an image in the second store of its collection.
public struct SecondVector: Sendable, Equatable {
    /// The image's record id.
    public var recordID: Int64
    /// Its reference in the second store.
    public var reference: Int64
    /// The reference that the image's record had when the vector was made. If it has another one by now, the image has
    /// changed, and this vector is outdated.
    public var beside: Int64

    /// - Parameter beside: ``ImageRecord/vector`` of the image that the vector was made of.
    public init(recordID: Int64, reference: Int64, beside: Int64) {
        self.recordID = recordID
        self.reference = reference
        self.beside = beside
    }
}

extension ImageRecord {
    /// The reference of a vector that no store has: its image could not be embedded when the collection was migrated.
    /// Searches leave the image out until its vector is made.
    public static let missingVector: Int64 = -1
}

/// The migrations of collections, and the vectors of their second stores.
public protocol MigrationCatalogue: Sendable {
    /// All migrations, by collection.
    func migrations() async throws(CatalogueError) -> [MigrationRecord]
    /// A collection's; nil if it has none.
    func migration(of collection: Int64) async throws(CatalogueError) -> MigrationRecord?
    /// Stores a collection's migration in place of the one that it has. Ignored if there is no such collection.
    func put(_ migration: MigrationRecord) async throws(CatalogueError)
    /// Forgets a collection's migration and all vectors of its second store.
    func endMigration(of collection: Int64) async throws(CatalogueError)
    /// A page of the ready images that have no vector in the second store, or an outdated one; by ascending record id,
    /// starting after `after`.
    func imagesToMigrate(in collection: Int64, after: Int64, limit: Int) async throws(CatalogueError)
        -> [ImageRecord]
    /// How many ready images have a vector in the second store that is not outdated.
    func migratedCount(in collection: Int64) async throws(CatalogueError) -> Int
    /// The vectors of the second store that are not outdated, by ascending reference.
    func secondVectors(in collection: Int64) async throws(CatalogueError) -> [VectorRecord]
    /// Remembers vectors of the second store. Those of images that are gone are passed over.
    func note(_ vectors: [SecondVector], in collection: Int64) async throws(CatalogueError)
    /// Lets the stores change places, in one transaction: each image gets the reference of its vector in the second
    /// store, or ``ImageRecord/missingVector``, and its present one is kept as that of the second store.
    ///
    /// - Parameters:
    ///   - record: the collection with the store that was the second; see ``CollectionRecord/store``.
    ///   - migration: with the store that was the first.
    ///   - prototypes: of all categories, of the new vectors.
    func switchStores(
        of record: CollectionRecord, _ migration: MigrationRecord, prototypes: [PrototypeRecord]
    ) async throws(CatalogueError)
}
