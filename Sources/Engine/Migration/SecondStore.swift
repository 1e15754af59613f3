internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// The vector store of a collection that searches don't use: open, with vectors of the target model.
struct SecondStore: Sendable {
    let vectors: any VectorStore
    let description: StoreDescription

    var metric: Metric { Metric(rawValue: description.metric) ?? .cosine }

    /// Opens a migration's second store, and makes it where there is none.
    ///
    /// - Throws: ``EngineError``, ``/LookalikeCatalogue/CatalogueError``, what the vector store throws.
    static func open(
        for migration: MigrationRecord, of collection: OpenCollection, _ storage: any Storage
    ) async throws -> SecondStore {
        var migration = migration
        var record = collection.record
        record.store = migration.second
        guard let metric = Metric(rawValue: record.metric) else {
            throw EngineError.damaged(
                record.name, "Its second store has the unknown metric '\(record.metric)'.")
        }
        let index = IndexSettings(record)
        do {
            if let identity = record.vectorStore {
                let store = try await storage.openVectors(
                    of: record, identity: identity, metric: metric, index: index, access: .readWrite
                ) { try await collection.catalogue.secondEntries(in: collection.recordID) }
                return SecondStore(vectors: store, description: migration.second)
            }
            // A deletion of the collection waits meanwhile, so that no folder is made after it.
            return try await collection.withWriter { _ in
                // A crash may have left one that nothing is known of.
                try await storage.removeVectors(of: record)
                let store = try await storage.makeVectors(of: record, metric: metric, index: index)
                migration.second.identity = store.identity
                try await collection.catalogue.put(migration)
                return SecondStore(vectors: store, description: migration.second)
            }
        } catch let error as any VectorStoreError {
            switch error.kind {
            case .inUse: throw EngineError.collectionBusy(record.name)
            case .full: throw EngineError.storageFull
            case .damaged: throw EngineError.damaged(record.name, "\(error)")
            }
        }
    }

    /// Stores vectors of images and remembers them in the catalogue.
    func add(_ made: [(image: ImageRecord, vector: [Float])], of collection: OpenCollection) async throws {
        // In the order of the record ids, so that they ascend with the references.
        let made = made.sorted { $0.image.recordID < $1.image.recordID }
        if made.isEmpty { return }
        let ids = made.map(\.image.recordID)
        let numbers = made.flatMap(\.vector)
        let entries: [VectorEntry]
        do {
            if let labels = vectors.labels {
                entries = try await labels.append(
                    ids: ids, vectors: numbers, labels: made.map(\.image.labels))
            } else {
                entries = try await vectors.append(ids: ids, vectors: numbers)
            }
        } catch let error as any VectorStoreError where error.kind == .full {
            throw EngineError.storageFull
        }
        let noted = zip(made, entries).map { made, entry in
            SecondVector(
                recordID: entry.id, reference: entry.reference,
                beside: made.image.vector ?? ImageRecord.missingVector)
        }
        try await collection.catalogue.note(noted, in: collection.recordID)
    }

    /// Lets searches of this store see what it has, and images without a vector as missing.
    func publish(missing: [Int64] = [], of collection: OpenCollection) async throws {
        let entries = try await collection.catalogue.secondEntries(in: collection.recordID)
        let lost = missing.map { VectorEntry(id: $0, reference: ImageRecord.missingVector) }
        try await vectors.publish(entries + lost)
    }

    /// Gives a store that keeps labels those that the records have now.
    func relabel(of collection: OpenCollection) async throws {
        guard let labels = vectors.labels else { return }
        let entries = try await collection.catalogue.secondEntries(in: collection.recordID)
        for start in stride(from: 0, to: entries.count, by: 1_000) {
            let block = entries[start..<min(start + 1_000, entries.count)]
            let images = try await collection.catalogue.images(recordIDs: block.map(\.id))
            let known = Dictionary(images.map { ($0.recordID, $0.labels) }, uniquingKeysWith: { a, _ in a })
            try await labels.relabel(
                Dictionary(
                    block.map { ($0, known[$0.id] ?? ImageLabels()) }, uniquingKeysWith: { a, _ in a }))
        }
    }
}

extension Catalogue {
    /// The vectors of a collection's second store that are not outdated.
    func secondEntries(in collection: Int64) async throws(CatalogueError) -> [VectorEntry] {
        try await secondVectors(in: collection).map { VectorEntry(id: $0.recordID, reference: $0.reference) }
    }
}
