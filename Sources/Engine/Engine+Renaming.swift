internal import Foundation
internal import LookalikeCatalogue

extension Engine {
    /// Gives a collection another name. Searches, and everybody who has it open, go on; its jobs have the new name too.
    ///
    /// - Returns: the collection under its new name.
    /// - Throws: ``EngineError/unknownCollection(_:)``, ``EngineError/invalidCollectionName(_:)``,
    ///   ``EngineError/collectionExists(_:)``, ``EngineError/syncRunning(collection:)``,
    ///   ``EngineError/collectionBusy(_:)`` while a batch for it is unfinished, and if it can't be opened
    ///   ``EngineError/storageDamaged(_:)``.
    @discardableResult
    public func renameCollection(named name: String, to new: String) async throws -> OpenCollection {
        try checkWritable()
        guard CollectionName.isValid(new) else { throw EngineError.invalidCollectionName(new) }
        let collection = try await collection(named: name)
        if name == new { return collection }
        // No sync begins meanwhile.
        try collection.beginSync()
        defer { collection.endSync() }
        try await jobs.renaming(name) { [self] in
            try await store.rename(name, to: new) {
                try await rename(collection, to: new)
            }
        }
        problems.clear(of: name)
        return collection
    }

    private func rename(_ collection: OpenCollection, to new: String) async throws {
        try await collection.withWriter { writer in
            do {
                try await catalogue.renameCollection(collection.recordID, to: new)
            } catch CatalogueError.duplicate {
                throw EngineError.collectionExists(new)
            }
            var record = collection.record
            record.name = new
            await collection.setRecord(record)
            collection.changed()
        }
    }
}
