/// Where collections and the records of their pictures are kept: SQLite here, PostgreSQL later; one suite of tests
/// runs against every driver.
///
/// Calls block for as long as the database takes (microseconds to milliseconds) and are made from any thread.
/// Every change is one transaction, durable when the call returns.
public protocol Catalogue: CategoryCatalogue, JobCatalogue {
    func collections() throws(CatalogueError) -> [CollectionRecord]
    func collection(named name: String) throws(CatalogueError) -> CollectionRecord?
    /// - Parameter id: the new record's id is larger, and larger than any that the catalogue ever gave.
    /// - Returns: the record with its id. Throws ``CatalogueError/duplicate(_:)`` where the name is taken.
    func create(_ collection: CollectionRecord, after id: Int64) throws(CatalogueError) -> CollectionRecord
    /// Stores the model, its identity, dimension, metric, index kind and parameters, preparation, settings and statistics of a
    /// collection, beside what ``apply(_:categories:updating:)`` stores of it.
    func configure(_ collection: CollectionRecord) throws(CatalogueError)
    /// Removes a collection and all its records.
    func deleteCollection(_ id: Int64) throws(CatalogueError)

    func image(key: String, in collection: Int64) throws(CatalogueError) -> ImageRecord?
    /// In any order; keys that no picture has are left out.
    func images(keys: [String], in collection: Int64) throws(CatalogueError) -> [ImageRecord]
    func image(externalID: Int64, in collection: Int64) throws(CatalogueError) -> ImageRecord?
    func image(code: String, in collection: Int64) throws(CatalogueError) -> ImageRecord?
    /// In the order of `ids`; those that are gone are left out.
    func images(ids: [Int64]) throws(CatalogueError) -> [ImageRecord]
    /// By ascending id, those after `after`.
    func images(in collection: Int64, after: Int64, limit: Int) throws(CatalogueError) -> [ImageRecord]
    func counts(in collection: Int64) throws(CatalogueError) -> ImageCounts
    /// The vectors of all ready pictures, by ascending reference.
    func vectors(in collection: Int64) throws(CatalogueError) -> [VectorRecord]
    /// All pictures that came from files, by the bytes of their paths.
    func files(in collection: Int64) throws(CatalogueError) -> [FileRecord]
    /// In the order of `ids`; those that are gone are left out.
    func placements(of ids: [Int64]) throws(CatalogueError) -> [ImagePlacement]
    /// Every key in use.
    func keys(in collection: Int64) throws(CatalogueError) -> [String]
    /// A ready picture with these bytes.
    func readyImage(contentHash: String, in collection: Int64) throws(CatalogueError) -> ImageRecord?
    /// All ready pictures with these bytes, by ascending id.
    func images(contentHash: String, in collection: Int64) throws(CatalogueError) -> [ImageRecord]
    /// A page of the contents that several ready pictures have, by ascending hash, those after `after`: the ids of
    /// each content's pictures, ascending.
    ///
    /// - Parameter filter: only pictures that satisfy it count.
    func copies(
        in collection: Int64, matching filter: AttributeFilter?, after: String, limit: Int
    ) throws(CatalogueError) -> [ContentCopies]
    /// Ready pictures that satisfy the filter, by ascending id. Looked up in an index: costs what its conditions find,
    /// not what the collection holds, except for a `not` that stands alone or in an `any`.
    func ids(matching filter: AttributeFilter, in collection: Int64) throws(CatalogueError) -> [Int64]
    /// Those of the contents that uploads of the collection have.
    func uploads(among contentHashes: [String], in collection: Int64) throws(CatalogueError) -> Set<String>

    /// All ids that were ever given are below it: a vector of another id is of another catalogue.
    func endOfIDs() throws(CatalogueError) -> Int64
    /// From now on all ids that are given are above this one.
    func passIDs(_ last: Int64) throws(CatalogueError)
    /// Ids for pictures that are about to be inserted; never given twice. Costs no transaction most of the time.
    func reserveIDs(_ count: Int) throws(CatalogueError) -> Range<Int64>
    /// Applies all or nothing; in whatever order the changes come, a key that one gives up another may take. Of
    /// `collection`, where given, the directory, vector store and last sync are stored.
    ///
    /// - Parameters:
    ///   - categories: changes of the categories of one collection, applied before those of the pictures.
    ///   - collection: where given, the one whose fields are stored.
    ///   - owner: the id of the collection that `categories` are of.
    /// - Throws: ``CatalogueError/duplicate(_:)`` with the key that two pictures would have, or the number or code
    ///   by which another system knows them, or the name of two categories.
    func apply(
        _ changes: [ImageChange], categories: [CategoryChange], of owner: Int64,
        updating collection: CollectionRecord?
    ) throws(CatalogueError)
}

extension Catalogue {
    /// As ``create(_:after:)``, with the next id.
    public func create(_ collection: CollectionRecord) throws(CatalogueError) -> CollectionRecord {
        try create(collection, after: 0)
    }

    /// Applies changes that leave the categories alone.
    public func apply(
        _ changes: [ImageChange], updating collection: CollectionRecord?
    ) throws(CatalogueError) {
        try apply(changes, categories: [], of: collection?.id ?? 0, updating: collection)
    }
}

/// Pictures with the same bytes.
public struct ContentCopies: Sendable, Equatable {
    public let contentHash: String
    /// Ascending; at least two.
    public let ids: [Int64]

    public init(contentHash: String, ids: [Int64]) {
        self.contentHash = contentHash
        self.ids = ids
    }
}

/// One change of a record.
///
/// Indirect, since most changes are small and a record is large.
public indirect enum ImageChange: Sendable, Equatable {
    /// Inserts the record with the id that it carries, or replaces the one of that id.
    case put(ImageRecord)
    /// The file is where and what it was, only its metadata differ. Nothing where the picture is an upload by now.
    case touch(id: Int64, signature: FileSignature)
    /// The same bytes under another path. Nothing where the picture is an upload by now.
    case move(id: Int64, key: String, path: String, name: String, signature: FileSignature)
    case delete(id: Int64)
    /// The file is gone. Nothing where the picture is an upload by now.
    case deleteFile(id: Int64)
}

public enum CatalogueError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A collection or a picture of that name exists.
    case duplicate(String)
    /// The database can't be opened: damaged, foreign, or from a newer version.
    case unusable(path: String, detail: String)
    /// An older version of Lookalike made the database, and it was opened for reading only.
    case outdated(path: String)
    /// The disk is full.
    case full
    /// The database failed.
    case failed(String)

    public var description: String {
        switch self {
        case .duplicate(let name): "'\(name)' exists already."
        case .unusable(let path, let detail): "The catalogue \(path) can't be used: \(detail)"
        case .outdated(let path): "The catalogue \(path) was made by an older version of Lookalike."
        case .full: "The disk is full; nothing was changed."
        case .failed(let detail): "The catalogue failed: \(detail)"
        }
    }
}
