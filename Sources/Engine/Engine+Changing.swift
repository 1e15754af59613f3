internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
public import LookalikeJSON
public import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

extension Engine {
    /// Changes the model of an empty collection, and with it the dimension.
    ///
    /// - Parameters: as those of ``CollectionOptions``.
    /// - Throws: ``EngineError/collectionNotEmpty(_:)``, ``EngineError/syncRunning(collection:)``,
    ///   ``EngineError/invalidDimension(_:)``, ``/LookalikeEmbedding/EmbeddingError/unknownModel(name:known:)``.
    public func setModel(
        _ model: CollectionOptions.Model, dimension: Int? = nil, of collection: OpenCollection
    ) async throws {
        try checkWritable()
        let (name, dimension) = try resolve(model, dimension: dimension)
        let collection = collection.current
        // Otherwise the two would change the same.
        try migrations.begin(collection)
        defer { migrations.end(collection.recordID) }
        if let other = try await catalogue.migration(of: collection.recordID) {
            throw EngineError.migration(
                .unfinished(collection: collection.name, model: other.second.model ?? "none"))
        }
        try collection.beginSync()
        defer { collection.endSync() }
        try await collection.withWriter { try await $0.setModel(name, dimension: dimension) }
    }

    /// Changes a collection's index kind or its parameters. The index is built in the background; until then searches
    /// are exact.
    ///
    /// - Throws: ``EngineError/invalidIndexParameters(_:)``.
    public func setIndex(
        _ kind: IndexKind, parameters: [String: JSONValue] = [:], of collection: OpenCollection
    ) async throws {
        try checkWritable()
        _ = try IndexSettings(checking: kind, parameters)
        try await collection.withWriter { writer in
            try await writer.configure { ($0.indexKind, $0.indexParameters) = (kind.rawValue, parameters) }
            await writer.renewIndex()
        }
    }

    /// Deletes a collection, its vectors and its uploaded images; the files of its folder stay. Damaged collections
    /// can be deleted too. Concurrent users get an error that it is gone.
    ///
    /// - Throws: ``EngineError/unknownCollection(_:)``, ``EngineError/syncRunning(collection:)``.
    public func deleteCollection(named name: String) async throws {
        try checkWritable()
        try await removeCollection(named: name)
    }

    private func removeCollection(named name: String) async throws {
        try await store.close(name) { open in
            guard let record = try await catalogue.collection(named: name) else {
                throw EngineError.unknownCollection(name)
            }
            let folder = CollectionFolder(data, record.recordID)
            if let open {
                try open.markDeleted()
                do {
                    try await Blocking.run { try folder.beginDeleting() }
                    // After the write that is under way; those that wait are refused.
                    try await open.afterWrites { try await catalogue.deleteCollection(record.recordID) }
                } catch {
                    await Blocking.run { folder.keep() }
                    open.unmarkDeleted()
                    throw error
                }
            } else {
                try await Blocking.run { try folder.beginDeleting() }
                do { try await catalogue.deleteCollection(record.recordID) } catch {
                    await Blocking.run { folder.keep() }
                    throw error
                }
            }
            problems.clear(of: name)
            await jobs.forgetListed()
            // It is deleted for everyone. What can't be removed now is removed at the next start and reported until
            // then.
            await removeRest(of: record.recordID, problem: name)
        }
    }

    /// Removes the vectors and the folder of a collection that the catalogue no longer has.
    ///
    /// - Parameter name: under which a problem is reported.
    func removeRest(of recordID: Int64, problem name: String) async {
        do {
            // The folder last: it has the note that the deletion has begun.
            try await storage.removeVectors(of: recordID)
            try await Blocking.run { [data] in try CollectionFolder(data, recordID).remove() }
        } catch {
            problems.set(.unknownFiles, name, "\(error)")
        }
    }

    /// Finishes deletions that a crash interrupted. A folder without a deletion note stays, whatever the catalogue
    /// says.
    func finishDeletions() async throws {
        let known = Set(try await catalogue.collections().map(\.recordID))
        let begun = try await Blocking.run { [data] in
            try data.names(in: data.collections).compactMap(Int64.init).filter {
                CollectionFolder(data, $0).isBeingDeleted
            }
        }
        for recordID in begun {
            if known.contains(recordID) {
                await Blocking.run { [data] in CollectionFolder(data, recordID).keep() }
            } else {
                await removeRest(of: recordID, problem: "collections/\(recordID)")
            }
        }
    }
}
