internal import Catalogue
internal import Embedding
internal import Foundation
internal import Synchronization
public import Vectors

extension Engine {
    /// One name's place among the open collections: held while it is opened or deleted, so that the others never
    /// wait for one.
    final class Slot: Sendable {
        let collection = Mutex<Collection?>(nil)
    }

    /// By name.
    public func collections() throws -> [Collection] {
        // A reader beside a process that writes comes upon some that are just being made.
        try catalogue.collections().filter { !isReadOnly || $0.vectorIdentity != nil }.map {
            try collection($0)
        }
    }

    /// - Throws: ``EngineError/unknownCollection(_:)``.
    public func collection(named name: String) throws -> Collection {
        if let collection = openCollection(named: name) { return collection }
        guard let record = try catalogue.collection(named: name) else {
            throw EngineError.unknownCollection(name)
        }
        return try collection(record)
    }

    /// Never waits for one that is being opened longer than that takes.
    private func openCollection(named name: String) -> Collection? {
        slots.withLock { $0[name] }?.collection.withLock { $0 }
    }

    private func slot(_ name: String) -> Slot {
        slots.withLock { slots in
            if let slot = slots[name] { return slot }
            let slot = Slot()
            slots[name] = slot
            return slot
        }
    }

    private func collection(_ record: CollectionRecord) throws -> Collection {
        if isReadOnly {
            // Not kept: the process that writes changes it.
            return try Collection(record, catalogue: catalogue, data: data, access: .readOnly)
        }
        return try slot(record.name).collection.withLock { open in
            if let open, open.id == record.id { return open }
            // Deleted since the record was read, perhaps made anew.
            guard let record = try catalogue.collection(named: record.name) else {
                throw EngineError.unknownCollection(record.name)
            }
            let collection = try Collection(record, catalogue: catalogue, data: data, access: .readWrite)
            try collection.removeStrayFiles()
            open = collection
            return collection
        }
    }

    /// Makes a collection.
    ///
    /// - Parameters:
    ///   - model: nil takes the default.
    ///   - metric: how vectors are compared.
    /// - Throws: ``EngineError/invalidCollectionName(_:)``, ``EngineError/collectionExists(_:)``,
    ///   ``EngineError/unsupportedIndex(_:)``, ``EmbeddingError/unknownModel(name:known:)``.
    public func createCollection(
        named name: String, model: String? = nil, metric: Metric = .cosine, indexKind: String = "flat",
        directory: String? = nil
    ) throws -> Collection {
        try checkWritable()
        guard CollectionName.isValid(name) else { throw EngineError.invalidCollectionName(name) }
        guard indexKind == "flat" else { throw EngineError.unsupportedIndex(indexKind) }
        let manifest = try embedder.library.model(named: model ?? defaultModel).manifest
        do {
            let record = try catalogue.create(
                CollectionRecord(
                    name: name, model: manifest.name, dimension: manifest.dimension, metric: metric.rawValue,
                    indexKind: indexKind, directory: directory.map(Self.absolute), createdAt: .storable))
            return try collection(record)
        } catch CatalogueError.duplicate {
            throw EngineError.collectionExists(name)
        }
    }

    /// The collection of that name, made where there is none.
    ///
    /// - Throws: ``EngineError/modelMismatch(collection:has:asked:)`` where it was made with another model.
    public func collection(named name: String, creatingWith model: String?) throws -> Collection {
        do {
            return try existingCollection(named: name, of: model)
        } catch EngineError.unknownCollection {
            do {
                return try createCollection(named: name, model: model)
            } catch EngineError.collectionExists {
                // Made by another caller meanwhile.
                return try existingCollection(named: name, of: model)
            }
        }
    }

    private func existingCollection(named name: String, of model: String?) throws -> Collection {
        let collection = try collection(named: name)
        if let model, collection.record.model != model {
            throw EngineError.modelMismatch(collection: name, has: collection.record.model, asked: model)
        }
        return collection
    }

    /// Removes a collection, its vectors and the pictures that were uploaded to it; files of its folder stay.
    /// One whose files are damaged can be removed too.
    ///
    /// - Throws: ``EngineError/unknownCollection(_:)``, ``EngineError/syncRunning(collection:)``.
    public func deleteCollection(named name: String) async throws {
        try checkWritable()
        guard let collection = openCollection(named: name) else {
            return try await Blocking.run { [self] in try removeCollection(named: name) }
        }
        // After the upload that is under way, before those that wait.
        try await collection.uploads.withPlace(weight: 0) {
            try await Blocking.run { [self] in try removeCollection(named: name) }
        }
    }

    private func removeCollection(named name: String) throws {
        try slot(name).collection.withLock { open in
            guard let record = try catalogue.collection(named: name) else {
                throw EngineError.unknownCollection(name)
            }
            if let open { try open.markDeleted() }
            if let open {
                try open.writer.withLock { _ in try catalogue.deleteCollection(record.id) }
            } else {
                try catalogue.deleteCollection(record.id)
            }
            open = nil
            try? FileManager.default.removeItem(atPath: data.collection(record.id))
        }
    }

    /// Removes the folders of collections that a crash cut off being deleted.
    func removeStrayCollections() throws {
        let known = Set(try catalogue.collections().map { "\($0.id)" })
        let folder = (data.collection(0) as NSString).deletingLastPathComponent
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where Int64(name) != nil && !known.contains(name) {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }
}
