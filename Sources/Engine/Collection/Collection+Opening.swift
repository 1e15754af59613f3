internal import Catalogue
internal import Foundation
internal import Vectors

extension Collection {
    /// Opens a collection's vector store; creates it if the collection is new.
    ///
    /// - Throws: ``EngineError``, ``/Catalogue/CatalogueError``, ``/Vectors/VectorFileError``.
    static func openVectors(
        of record: CollectionRecord, metric: Metric, _ catalogue: any Catalogue, _ data: DataDirectory,
        _ access: VectorFile.Access
    ) throws -> LocalVectorStore {
        let folder = data.collection(record.id)
        guard let identity = record.vectorStore else {
            // The writing process is just creating it, so it is empty.
            guard access == .readWrite else { throw EngineError.unknownCollection(record.name) }
            return try makeVectors(of: record, metric: metric, catalogue, folder)
        }
        let store = try LocalVectorStore.open(
            in: folder, identity: identity, metric: metric, settings: IndexSettings(record), access: access
        ) {
            guard try catalogue.collection(named: record.name)?.id == record.id else {
                throw EngineError.unknownCollection(record.name)
            }
            return try catalogue.vectorEntries(in: record.id)
        }
        if access == .readWrite {
            // When the model changes, the catalogue is updated first.
            if store.view.count == 0 { try store.reset(dimension: record.dimension) }
            // Record ids are reserved before vectors are written under them. A vector with an id that this catalogue
            // never gave out belongs to a newer catalogue; the id is not used again.
            if let last = try store.noteNewerVectors(from: catalogue.endOfIDs()) {
                try catalogue.passIDs(last)
            }
        }
        guard store.dimension == record.dimension else {
            throw EngineError.damaged(
                record.name, "\(store.path) is not the file that the catalogue knows.")
        }
        return store
    }

    private static func makeVectors(
        of record: CollectionRecord, metric: Metric, _ catalogue: any Catalogue, _ folder: String
    ) throws -> LocalVectorStore {
        try DurableFile.makeFolder(folder)
        do {
            let store = try LocalVectorStore.create(
                in: folder, dimension: record.dimension, metric: metric, settings: IndexSettings(record))
            var record = record
            record.vectorStore = store.identity
            try catalogue.apply([], updating: record)
            return store
        } catch VectorFileError.exists(let path) {
            throw EngineError.storageDamaged("\(path) has vectors that the catalogue does not know.")
        }
    }
}

extension Catalogue {
    /// The vectors that a collection's records refer to.
    func vectorEntries(in collection: Int64) throws(CatalogueError) -> [VectorEntry] {
        try vectors(in: collection).map { VectorEntry(id: $0.id, reference: $0.reference) }
    }
}

extension ImageRecord {
    /// Its vector in the collection's store; nil for a broken image.
    var vectorEntry: VectorEntry? { vector.map { VectorEntry(id: id, reference: $0) } }
}
