public import Foundation
public import LookalikeCatalogue
public import LookalikeVectors

/// Where an engine keeps its records and vectors: nothing else of the engine opens a database, or vectors that are in
/// use. Uploaded images, notes on unfinished work and caches are in the data folder, whatever the storage, and orphans
/// are looked for there alone.
public protocol Storage: Sendable {
    /// Opens the catalogue. A writer's is made if there is none, and upgraded if an older version made it.
    ///
    /// - Throws: ``EngineError/dataFolderUnusable(path:detail:)``, ``/LookalikeCatalogue/CatalogueError``.
    func openCatalogue(_ access: VectorFile.Access) async throws -> any Catalogue
    /// Makes a vector store of a collection, the one with the record's ``CollectionRecord/storeNumber``. An empty one that
    /// a crash left may be used.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` if there are vectors in its place,
    ///   ``/LookalikeVectors/VectorFileError``.
    func makeVectors(
        of record: CollectionRecord, metric: Metric, index: IndexSettings
    ) async throws -> any VectorStore
    /// Opens the vector store of a collection that has the record's ``CollectionRecord/storeNumber``, and publishes its
    /// vectors.
    ///
    /// - Parameters:
    ///   - identity: of the store, as it was when the store was made.
    ///   - live: the vectors that the records refer to; may be called again.
    /// - Throws: ``EngineError/storageDamaged(_:)``, ``/LookalikeVectors/VectorFileError``, what `live` throws.
    func openVectors(
        of record: CollectionRecord, identity: String, metric: Metric, index: IndexSettings,
        access: VectorFile.Access, live: () async throws -> [VectorEntry]
    ) async throws -> any VectorStore
    /// Removes the vectors of a collection that has been deleted, outside of its folder: that is removed afterwards.
    /// Called again if a crash comes in between.
    func removeVectors(of collection: Int64) async throws
    /// Removes the vector store of a collection that has the record's ``CollectionRecord/storeNumber``, and no other.
    /// Called again if a crash comes in between, and where there is none.
    ///
    /// - Throws: ``/LookalikeVectors/VectorFileError``.
    func removeVectors(of record: CollectionRecord) async throws
    /// What a collection's vectors take, without opening them; nil if there are none.
    func footprint(of record: CollectionRecord) async -> VectorFootprint?
}

/// What a collection's vectors take where they are kept.
public struct VectorFootprint: Sendable, Equatable {
    /// The vectors' size where they are kept.
    public let bytes: Int
    /// When they were last written.
    public let modified: Date

    /// - Parameter modified: when the vectors were last written.
    public init(bytes: Int, modified: Date) {
        self.bytes = bytes
        self.modified = modified
    }
}
