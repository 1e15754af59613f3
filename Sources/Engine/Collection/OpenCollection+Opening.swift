internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension OpenCollection {
    /// The vectors of a collection, in a store that is made if the collection is new.
    ///
    /// - Throws: ``EngineError``, ``/LookalikeCatalogue/CatalogueError``, ``/LookalikeVectors/VectorFileError``.
    static func openVectors(
        of record: CollectionRecord, metric: Metric, _ catalogue: any Catalogue, _ data: DataDirectory,
        _ storage: any Storage, _ access: VectorFile.Access
    ) async throws -> any VectorStore {
        guard let identity = record.vectorStore else {
            // Just being made by the process that writes, so it has nothing yet.
            guard access == .readWrite else { throw EngineError.unknownCollection(record.name) }
            return try await makeVectors(of: record, metric: metric, catalogue, data, storage)
        }
        let store = try await storage.openVectors(
            of: record, identity: identity, metric: metric, index: IndexSettings(record), access: access
        ) {
            guard try await catalogue.collection(named: record.name)?.recordID == record.recordID else {
                throw EngineError.unknownCollection(record.name)
            }
            return try await catalogue.vectorEntries(in: record.recordID)
        }
        if access == .readWrite {
            // Record ids are given before vectors are written under them. A vector of one that this catalogue never gave was
            // written beside a newer one: that record id is not given again.
            if let last = try await store.noteNewerVectors(from: catalogue.endOfRecordIDs()) {
                try await catalogue.passRecordIDs(last)
            }
            // A change of the model was cut off, or an older catalogue was put back: vectors that are noted as newer are put
            // aside by this.
            if store.view.count == 0 { try await store.reset(dimension: record.dimension) }
            // Labels that a crash left to be changed, or that the store has lost.
            try await store.labels?.settle(by: catalogue)
        }
        guard store.dimension == record.dimension else {
            throw EngineError.damaged(
                record.name, "\(store.location) is not the file that the catalogue knows.")
        }
        return store
    }

    private static func makeVectors(
        of record: CollectionRecord, metric: Metric, _ catalogue: any Catalogue, _ data: DataDirectory,
        _ storage: any Storage
    ) async throws -> any VectorStore {
        try await Blocking.run { try DurableFile.makeFolder(data.collection(record.recordID)) }
        let store = try await storage.makeVectors(of: record, metric: metric, index: IndexSettings(record))
        var record = record
        record.vectorStore = store.identity
        try await catalogue.apply([], updating: record)
        return store
    }
}

extension Catalogue {
    /// The vectors that a collection's records refer to.
    func vectorEntries(in collection: Int64) async throws(CatalogueError) -> [VectorEntry] {
        try await vectors(in: collection).map { VectorEntry(id: $0.recordID, reference: $0.reference) }
    }
}

extension ImageRecord {
    /// Its vector in the collection's store; nil for a broken image.
    var vectorEntry: VectorEntry? { vector.map { VectorEntry(id: recordID, reference: $0) } }
}
