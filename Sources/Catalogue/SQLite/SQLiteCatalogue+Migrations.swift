internal import Foundation
internal import GRDB
internal import LookalikeJSON

extension SQLiteCatalogue {
    /// By ascending record id of their collections.
    public func migrations() async throws(CatalogueError) -> [MigrationRecord] {
        try await read {
            try Row.fetchAll($0, sql: "SELECT * FROM second_stores ORDER BY collection_id")
                .map(MigrationRecord.init)
        }
    }

    /// One look-up.
    public func migration(of collection: Int64) async throws(CatalogueError) -> MigrationRecord? {
        try await read {
            try Row.fetchOne(
                $0, sql: "SELECT * FROM second_stores WHERE collection_id = ?", arguments: [collection]
            ).map(MigrationRecord.init)
        }
    }

    /// Ignored if there is no such collection.
    public func put(_ migration: MigrationRecord) async throws(CatalogueError) {
        try await write { try Self.put(migration, in: $0) }
    }

    private static func put(_ migration: MigrationRecord, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO second_stores (collection_id, phase, store, details, created_at)
                SELECT id, ?, ?, ?, ? FROM collections WHERE id = ?
                ON CONFLICT (collection_id) DO UPDATE SET phase = excluded.phase, store = excluded.store,
                    details = excluded.details
                """,
            arguments: [
                migration.phase.rawValue, try migration.second.text, migration.details.text,
                migration.createdAt.timeIntervalSince1970, migration.collection,
            ])
    }

    /// One transaction.
    public func endMigration(of collection: Int64) async throws(CatalogueError) {
        try await write { database in
            try database.execute(
                sql: """
                    DELETE FROM second_vectors WHERE image_id IN (SELECT id FROM images WHERE collection_id = ?)
                    """, arguments: [collection])
            try database.execute(
                sql: "DELETE FROM second_stores WHERE collection_id = ?", arguments: [collection])
        }
    }

    /// Goes through the collection's images once.
    public func imagesToMigrate(
        in collection: Int64, after: Int64, limit: Int
    ) async throws(CatalogueError) -> [ImageRecord] {
        try await read {
            try Row.fetchAll(
                $0.cachedStatement(
                    sql: """
                        SELECT images.* FROM images LEFT JOIN second_vectors ON image_id = id
                        WHERE collection_id = ? AND id > ? AND images.vector IS NOT NULL
                            AND beside IS NOT images.vector
                        ORDER BY id LIMIT ?
                        """),
                arguments: [collection, after, limit]
            ).map(ImageRecord.init)
        }
    }

    /// Goes through the collection's images once.
    public func migratedCount(in collection: Int64) async throws(CatalogueError) -> Int {
        try await read {
            try Int.fetchOne(
                $0,
                sql: """
                    SELECT COUNT(*) FROM images JOIN second_vectors ON image_id = id
                    WHERE collection_id = ? AND images.vector = beside
                    """, arguments: [collection]) ?? 0
        }
    }

    /// By ascending reference.
    public func secondVectors(in collection: Int64) async throws(CatalogueError) -> [VectorRecord] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT id, second_vectors.vector FROM images JOIN second_vectors ON image_id = id
                    WHERE collection_id = ? AND images.vector = beside ORDER BY second_vectors.vector
                    """)
            var records: [VectorRecord] = []
            try statement.forEachRow([collection]) { row in
                records.append(VectorRecord(recordID: row.integer(0), reference: row.integer(1)))
            }
            return records
        }
    }

    /// One transaction.
    public func note(
        _ vectors: [SecondVector], in collection: Int64
    ) async throws(CatalogueError) {
        if vectors.isEmpty { return }
        try await write { database in
            for vector in vectors {
                try Self.run(
                    """
                    INSERT INTO second_vectors (image_id, vector, beside)
                    SELECT id, ?, ? FROM images WHERE id = ? AND collection_id = ?
                    ON CONFLICT (image_id) DO UPDATE SET vector = excluded.vector, beside = excluded.beside
                    """, [vector.reference, vector.beside, vector.recordID, collection], in: database)
            }
        }
    }

    /// Exchanges the references of all images in one transaction; some seconds for 100,000.
    public func switchStores(
        of record: CollectionRecord, _ migration: MigrationRecord, prototypes: [PrototypeRecord]
    ) async throws(CatalogueError) {
        let missing = ImageRecord.missingVector
        try await write { database in
            // Images that the second store does not have.
            try database.execute(
                sql: """
                    INSERT INTO second_vectors (image_id, vector, beside)
                    SELECT id, ?, vector FROM images WHERE collection_id = ? AND vector IS NOT NULL
                    ON CONFLICT (image_id) DO UPDATE SET vector = excluded.vector, beside = excluded.beside
                        WHERE second_vectors.beside <> excluded.beside
                    """, arguments: [missing, record.recordID])
            try database.execute(
                sql: """
                    DELETE FROM second_vectors WHERE image_id IN
                        (SELECT id FROM images WHERE collection_id = ? AND vector IS NULL)
                    """, arguments: [record.recordID])
            try database.execute(
                sql: """
                    UPDATE images SET vector = (SELECT vector FROM second_vectors WHERE image_id = images.id)
                    WHERE collection_id = ? AND vector IS NOT NULL
                    """, arguments: [record.recordID])
            try database.execute(
                sql: """
                    UPDATE second_vectors SET (vector, beside) = (beside, vector)
                    WHERE image_id IN (SELECT id FROM images WHERE collection_id = ?)
                    """, arguments: [record.recordID])
            for prototype in prototypes {
                try Self.apply(.prototype(prototype), of: record.recordID, to: database)
            }
            try Self.setStore(of: record, in: database)
            try Self.put(migration, in: database)
        }
    }
}

extension StoreDescription {
    /// As JSON.
    fileprivate var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

extension MigrationRecord {
    fileprivate init(_ row: Row) throws {
        let store = try JSONDecoder().decode(StoreDescription.self, from: Data((row["store"] as String).utf8))
        self.init(
            collection: row["collection_id"], phase: Phase(rawValue: row["phase"]) ?? .filling, second: store,
            details: JSONValue.members(of: row["details"]),
            createdAt: Date(timeIntervalSince1970: row["created_at"]))
    }
}
