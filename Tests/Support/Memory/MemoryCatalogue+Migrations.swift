public import LookalikeCatalogue

extension MemoryCatalogue {
    public func migrations() -> [MigrationRecord] {
        records.migrations.values.sorted { $0.collection < $1.collection }
    }

    public func migration(of collection: Int64) -> MigrationRecord? { records.migrations[collection] }

    public func put(_ migration: MigrationRecord) {
        guard records.collections[migration.collection] != nil else { return }
        var stored = migration
        stored.createdAt = records.migrations[migration.collection]?.createdAt ?? migration.createdAt
        records.migrations[migration.collection] = stored
    }

    public func endMigration(of collection: Int64) {
        records.migrations[collection] = nil
        for image in images(of: collection) { records.secondVectors[image.recordID] = nil }
    }

    public func imagesToMigrate(in collection: Int64, after: Int64, limit: Int) -> [ImageRecord] {
        let waiting = images(of: collection).filter {
            $0.recordID > after && records.secondVectors[$0.recordID]?.beside != $0.vector
        }
        return Array(waiting.prefix(limit))
    }

    public func migratedCount(in collection: Int64) -> Int { secondVectors(in: collection).count }

    public func secondVectors(in collection: Int64) -> [VectorRecord] {
        images(of: collection).compactMap { image in
            guard let second = records.secondVectors[image.recordID], second.beside == image.vector else {
                return nil
            }
            return VectorRecord(recordID: image.recordID, reference: second.reference)
        }.sorted { $0.reference < $1.reference }
    }

    public func note(_ vectors: [SecondVector], in collection: Int64) {
        for vector in vectors where records.images[vector.recordID]?.collection == collection {
            records.secondVectors[vector.recordID] = vector
        }
    }

    public func switchStores(
        of record: CollectionRecord, _ migration: MigrationRecord, prototypes: [PrototypeRecord]
    ) throws(CatalogueError) {
        var changed = records
        for image in images(of: record.recordID) {
            guard let before = image.vector else { continue }
            let second = changed.secondVectors[image.recordID]
            let now = second?.beside == before ? second?.reference : nil
            changed.images[image.recordID]?.vector = now ?? ImageRecord.missingVector
            changed.secondVectors[image.recordID] = SecondVector(
                recordID: image.recordID, reference: before, beside: now ?? ImageRecord.missingVector)
        }
        for prototype in prototypes { try changed.apply(.prototype(prototype), of: record.recordID) }
        changed.collections[record.recordID]?.store = record.store
        records = changed
        put(migration)
    }

    /// Those with a vector, by ascending record id.
    private func images(of collection: Int64) -> [ImageRecord] {
        records.images(of: collection) { $0.vector != nil }
    }
}
