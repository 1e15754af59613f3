internal import Catalogue
internal import Embedding
internal import Foundation
public import JSON
internal import Synchronization
public import Vectors
internal import WorkThreads

extension Engine {
    /// Changes the model of an empty collection, and with it the dimension.
    ///
    /// - Parameters: as those of ``CollectionOptions``.
    /// - Throws: ``EngineError/collectionNotEmpty(_:)``, ``EngineError/syncRunning(collection:)``,
    ///   ``EngineError/invalidDimension(_:)``, ``/Embedding/EmbeddingError/unknownModel(name:known:)``.
    public func setModel(
        _ model: CollectionOptions.Model, dimension: Int? = nil, of collection: Collection
    ) async throws {
        try checkWritable()
        let (name, dimension) = try resolve(model, dimension: dimension)
        try collection.beginSync()
        defer { collection.endSync() }
        try await Blocking.run { try collection.withWriter { try await $0.setModel(name, dimension: dimension) } }
    }

    /// Changes a collection's index kind or its parameters. The index is built in the background; until then searches
    /// are exact.
    ///
    /// - Throws: ``EngineError/invalidIndexParameters(_:)``.
    public func setIndex(
        _ kind: IndexKind, parameters: [String: JSONValue] = [:], of collection: Collection
    ) async throws {
        try checkWritable()
        _ = try IndexSettings(checking: kind, parameters)
        try await Blocking.run {
            try collection.withWriter { writer in
                try await writer.configure { ($0.indexKind, $0.indexParameters) = (kind.rawValue, parameters) }
                await writer.renewIndex()
            }
        }
    }

    /// Deletes a collection, its vectors and its uploaded images; the files of its folder stay. Damaged collections
    /// can be deleted too. Concurrent users get an error that it is gone.
    ///
    /// - Throws: ``EngineError/unknownCollection(_:)``, ``EngineError/syncRunning(collection:)``.
    public func deleteCollection(named name: String) async throws {
        try checkWritable()
        try await Blocking.run { [self] in try removeCollection(named: name) }
    }

    private func removeCollection(named name: String) async throws {
        try store.close(name) { open in
            guard let record = try catalogue.collection(named: name) else {
                throw EngineError.unknownCollection(name)
            }
            let folder = CollectionFolder(data, record.id)
            if let open {
                try open.markDeleted()
                do {
                    try folder.beginDeleting()
                    // After the write that is under way; those that wait are refused.
                    try open.afterWrites { try await catalogue.deleteCollection(record.id) }
                } catch {
                    folder.keep()
                    open.unmarkDeleted()
                    throw error
                }
            } else {
                try folder.beginDeleting()
                do { try catalogue.deleteCollection(record.id) } catch {
                    folder.keep()
                    throw error
                }
            }
            problems.clear(of: name)
            // It is deleted for everyone. Leftovers in its folder are removed at the next start and reported until
            // then.
            do { try folder.remove() } catch { problems.set(.unknownFiles, name, "\(error)") }
        }
    }

    /// Finishes deletions that a crash interrupted. A folder without a deletion note stays, whatever the catalogue
    /// says.
    func finishDeletions() async throws {
        let known = await Set(try catalogue.collections().map(\.id))
        for name in try data.names(in: data.collections) {
            guard let id = Int64(name) else { continue }
            let folder = CollectionFolder(data, id)
            guard folder.isBeingDeleted else { continue }
            if known.contains(id) {
                folder.keep()
            } else {
                do { try folder.remove() } catch {
                    problems.set(.unknownFiles, "collections/\(name)", "\(error)")
                }
            }
        }
    }
}
