public import LookalikeJSON

/// Stores collections and the records of their images. SQLite is the first driver; one test suite runs against every
/// driver.
///
/// No call blocks one of Swift's cooperative threads, however long the database takes. Every change is one transaction,
/// durable when the call returns.
public protocol Catalogue: CategoryCatalogue, DuplicateCatalogue, JobCatalogue, MigrationCatalogue,
    RootCatalogue
{
    /// All collections, by name.
    func collections() async throws(CatalogueError) -> [CollectionRecord]
    /// By its exact name, case-sensitive; nil if there is none.
    func collection(named name: String) async throws(CatalogueError) -> CollectionRecord?
    /// - Parameter recordID: the new record id is above this one, and above every one that the catalogue ever gave.
    /// - Returns: the record with its record id and those of its roots. Throws ``CatalogueError/duplicate(_:)`` if the name is taken.
    func create(_ collection: CollectionRecord, after recordID: Int64) async throws(CatalogueError)
        -> CollectionRecord
    /// Stores all fields of a collection and of its roots, but its name and when they were made.
    func configure(_ collection: CollectionRecord) async throws(CatalogueError)
    /// Gives a collection another name, and the jobs that name it too. Throws ``CatalogueError/duplicate(_:)`` if the name
    /// is taken; does nothing if there is no such collection.
    func renameCollection(_ recordID: Int64, to name: String) async throws(CatalogueError)
    /// Removes a collection and all its records.
    func deleteCollection(_ recordID: Int64) async throws(CatalogueError)

    /// By its id; nil if the collection has none.
    func image(id: String, in collection: Int64) async throws(CatalogueError) -> ImageRecord?
    /// In any order; unknown ids are left out.
    func images(ids: [String], in collection: Int64) async throws(CatalogueError) -> [ImageRecord]
    /// By the number of another system; nil if the collection has none.
    func image(externalID: Int64, in collection: Int64) async throws(CatalogueError) -> ImageRecord?
    /// By the UUID of another system, in lower case; nil if the collection has none.
    func image(code: String, in collection: Int64) async throws(CatalogueError) -> ImageRecord?
    /// In the order of `recordIDs`; deleted ones are left out.
    func images(recordIDs: [Int64]) async throws(CatalogueError) -> [ImageRecord]
    /// Of one file of a root, by ascending record id: one image, or its frames.
    func images(ofFile path: String, root: Int64, in collection: Int64) async throws(CatalogueError)
        -> [ImageRecord]
    /// Their record ids.
    func recordIDs(ofFile path: String, root: Int64, in collection: Int64) async throws(CatalogueError)
        -> [Int64]
    /// By ascending record id, starting after `after`.
    func images(in collection: Int64, after: Int64, limit: Int) async throws(CatalogueError) -> [ImageRecord]
    /// Zeros for an unknown collection. Costs the same however many images there are.
    func counts(in collection: Int64) async throws(CatalogueError) -> ImageCounts
    /// The vectors of all ready images, by ascending reference.
    func vectors(in collection: Int64) async throws(CatalogueError) -> [VectorRecord]
    /// All images that came from files, by the bytes of their paths.
    func files(in collection: Int64) async throws(CatalogueError) -> [FileRecord]
    /// In the order of `recordIDs`; deleted ones are left out.
    func placements(of recordIDs: [Int64]) async throws(CatalogueError) -> [ImagePlacement]
    /// Every id in use.
    func ids(in collection: Int64) async throws(CatalogueError) -> [String]
    /// A ready image with these bytes.
    func readyImage(contentHash: String, in collection: Int64) async throws(CatalogueError) -> ImageRecord?
    /// All ready images with these bytes, by ascending record id.
    func images(contentHash: String, in collection: Int64) async throws(CatalogueError) -> [ImageRecord]
    /// A page of the contents that several ready images share, by ascending hash, starting after `after`. Each comes
    /// with the record ids of its images, ascending.
    ///
    /// - Parameter filter: only images that satisfy it count.
    func copies(
        in collection: Int64, matching filter: AttributeFilter?, after: String, limit: Int
    ) async throws(CatalogueError) -> [ContentCopies]
    /// Ready images that satisfy the filter, by ascending record id. Uses an index: the cost depends on what its conditions
    /// find, not on the collection's size, except for a `not` that stands alone or in an `any`.
    func recordIDs(matching filter: AttributeFilter, in collection: Int64) async throws(CatalogueError)
        -> [Int64]
    /// What ready images have as attributes: the first `limit` names, by their bytes.
    ///
    /// - Parameter values: the most values that are listed of each.
    func fields(in collection: Int64, values: Int, limit: Int) async throws(CatalogueError)
        -> [AttributeField]
    /// Which of the contents uploads of the collection have.
    func uploads(among contentHashes: [String], in collection: Int64) async throws(CatalogueError) -> Set<
        String
    >

    /// All record ids ever given are below this one: a vector of another one is of another catalogue.
    func endOfRecordIDs() async throws(CatalogueError) -> Int64
    /// All record ids given from now on are above this one.
    func passRecordIDs(_ last: Int64) async throws(CatalogueError)
    /// Reserves record ids for images about to be inserted; none is given twice. Usually needs no transaction.
    func reserveRecordIDs(_ count: Int) async throws(CatalogueError) -> Range<Int64>
    /// Applies all changes or none. The order of the changes does not matter: an id given up by one may be taken by
    /// another.
    ///
    /// - Parameters:
    ///   - categories: changes of one collection's categories, applied before those of the images.
    ///   - collection: if given, its vector store, its last sync and the fields of its roots are stored.
    ///   - owner: the record id of the collection that `categories` belong to.
    /// - Throws: ``CatalogueError/duplicate(_:)`` with the id, number, code or category name that would occur twice.
    func apply(
        _ changes: [ImageChange], categories: [CategoryChange], of owner: Int64,
        updating collection: CollectionRecord?
    ) async throws(CatalogueError)
}

extension Catalogue {
    /// Of ``images(ofFile:root:in:)``.
    public func recordIDs(
        ofFile path: String, root: Int64, in collection: Int64
    ) async throws(CatalogueError) -> [Int64] {
        try await images(ofFile: path, root: root, in: collection).map(\.recordID)
    }

    /// As ``create(_:after:)``, with the next record id.
    public func create(_ collection: CollectionRecord) async throws(CatalogueError) -> CollectionRecord {
        try await create(collection, after: 0)
    }

    /// Applies changes without changes of categories.
    public func apply(
        _ changes: [ImageChange], updating collection: CollectionRecord?
    ) async throws(CatalogueError) {
        try await apply(changes, categories: [], of: collection?.recordID ?? 0, updating: collection)
    }
}

/// Images with the same bytes.
public struct ContentCopies: Sendable, Equatable {
    /// MD5 in hexadecimal, as in ``ImageRecord/contentHash``.
    public let contentHash: String
    /// Ascending; at least two.
    public let recordIDs: [Int64]

    /// - Parameter recordIDs: ascending record ids.
    public init(contentHash: String, recordIDs: [Int64]) {
        self.contentHash = contentHash
        self.recordIDs = recordIDs
    }
}

/// One change of a record.
///
/// Indirect, because most changes are small and a record is large.
public indirect enum ImageChange: Sendable, Equatable {
    /// Inserts the record, or replaces the one with its record id.
    case put(ImageRecord)
    /// The file is the same except for its metadata. Ignored if the image has become an upload.
    case touch(recordID: Int64, signature: FileSignature)
    /// The same bytes under another path, perhaps below another root. Ignored if the image has become an upload.
    case move(recordID: Int64, id: String, root: Int64?, path: String, name: String, signature: FileSignature)
    /// The image is gone, wherever it came from. Ignored if there is none of this record id.
    case delete(recordID: Int64)
    /// The file is gone. Ignored if the image has become an upload.
    case deleteFile(recordID: Int64)
    /// Stores a content's fingerprint.
    case fingerprint(FingerprintRecord)
}

/// Why the catalogue could not be opened, read or changed.
public enum CatalogueError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A collection or an image of that name exists.
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
