internal import Foundation
internal import GRDB
internal import LookalikeJSON

extension SQLiteCatalogue {
    /// In the order of their names.
    public func collections() async throws(CatalogueError) -> [CollectionRecord] {
        try await read {
            let rows = try Row.fetchAll($0, sql: "SELECT * FROM collections ORDER BY name")
            var collections: [CollectionRecord] = []
            for row in rows { collections.append(try Self.collection(row, in: $0)) }
            return collections
        }
    }

    /// With its roots.
    private static func collection(_ row: Row, in database: Database) throws -> CollectionRecord {
        CollectionRecord(row, roots: try roots(of: row["id"], in: database))
    }

    /// By its exact name; letters' case matters.
    public func collection(named name: String) async throws(CatalogueError) -> CollectionRecord? {
        try await read {
            let row = try Row.fetchOne(
                $0.cachedStatement(sql: "SELECT * FROM collections WHERE name = ?"), arguments: [name])
            return if let row { try Self.collection(row, in: $0) } else { nil }
        }
    }

    /// One transaction, which also moves the sequence of record ids past `recordID`.
    public func create(
        _ collection: CollectionRecord, after recordID: Int64
    ) async throws(CatalogueError) -> CollectionRecord {
        try await write { database in
            do {
                try database.execute(
                    sql: """
                        INSERT INTO collections
                            (id, name, model, model_identity, dimension, metric, index_kind, index_parameters,
                             preparation, frames, settings, statistics, vector_store, created_at,
                             last_sync)
                        VALUES (
                            1 + max(?, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'collections'), 0)),
                            ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        recordID, collection.name, collection.model ?? "", collection.modelIdentity,
                        collection.dimension, collection.metric,
                        collection.indexKind, collection.indexParameters.text,
                        collection.preparation.rawValue, collection.frames.json, collection.settings.text,
                        collection.statistics.text,
                        collection.vectorStore,
                        collection.createdAt.timeIntervalSince1970,
                        collection.lastSync?.timeIntervalSince1970,
                    ])
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
                throw CatalogueError.duplicate(collection.name)
            }
            var created = collection
            created.recordID = database.lastInsertedRowID
            created.roots = []
            for root in collection.roots {
                created.roots.append(try Self.insert(root, of: created.recordID, in: database))
            }
            return created
        }
    }

    /// Changes the record only; the vectors are the store's business.
    public func configure(_ collection: CollectionRecord) async throws(CatalogueError) {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE collections SET model = ?, model_identity = ?, dimension = ?, metric = ?, index_kind = ?, index_parameters = ?,
                        preparation = ?, frames = ?, settings = ?, statistics = ? WHERE id = ?
                    """,
                arguments: [
                    collection.model ?? "", collection.modelIdentity, collection.dimension, collection.metric,
                    collection.indexKind,
                    collection.indexParameters.text, collection.preparation.rawValue,
                    collection.frames.json, collection.settings.text,
                    collection.statistics.text, collection.recordID,
                ])
            try Self.update(collection, in: database)
        }
    }

    /// One transaction.
    public func renameCollection(_ recordID: Int64, to name: String) async throws(CatalogueError) {
        try await write { database in
            do {
                try database.execute(
                    sql: """
                        UPDATE jobs SET collection = ?
                        WHERE collection = (SELECT name FROM collections WHERE id = ?) AND NOT collection_deleted
                        """, arguments: [name, recordID])
                try database.execute(
                    sql: "UPDATE collections SET name = ? WHERE id = ?", arguments: [name, recordID])
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
                throw CatalogueError.duplicate(name)
            }
        }
    }

    static func update(_ collection: CollectionRecord, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE collections SET vector_store = ?, last_sync = ? WHERE id = ?
                """,
            arguments: [
                collection.vectorStore, collection.lastSync?.timeIntervalSince1970, collection.recordID,
            ])
        try update(collection.roots, in: database)
    }

    /// Changes which vector store is in use, and what its vectors are.
    static func setStore(of collection: CollectionRecord, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE collections SET model = ?, model_identity = ?, dimension = ?, metric = ?, index_kind = ?,
                    index_parameters = ?, vector_store = ?, store_number = ? WHERE id = ?
                """,
            arguments: [
                collection.model ?? "", collection.modelIdentity, collection.dimension, collection.metric,
                collection.indexKind, collection.indexParameters.text, collection.vectorStore,
                collection.storeNumber, collection.recordID,
            ])
    }

    /// Images, attributes, categories and roots go in the same transaction.
    public func deleteCollection(_ recordID: Int64) async throws(CatalogueError) {
        try await write {
            // Deleted here, because the cascade would run the triggers once per attribute.
            try $0.execute(sql: "DELETE FROM image_attributes WHERE collection_id = ?", arguments: [recordID])
            try $0.execute(sql: "DELETE FROM images WHERE collection_id = ?", arguments: [recordID])
            try $0.execute(sql: "DELETE FROM categories WHERE collection_id = ?", arguments: [recordID])
            try $0.execute(sql: "DELETE FROM roots WHERE collection_id = ?", arguments: [recordID])
            try $0.execute(
                sql: """
                    UPDATE jobs SET collection_deleted = 1
                    WHERE collection = (SELECT name FROM collections WHERE id = ?)
                    """, arguments: [recordID])
            try $0.execute(sql: "DELETE FROM collections WHERE id = ?", arguments: [recordID])
        }
    }
}

extension CollectionRecord {
    fileprivate init(_ row: Row, roots: [RootRecord]) {
        // The column is not nullable: an empty text means none.
        let model: String = row["model"]
        self.init(
            recordID: row["id"], name: row["name"], model: model.isEmpty ? nil : model,
            modelIdentity: row["model_identity"], dimension: row["dimension"],
            metric: row["metric"], indexKind: row["index_kind"],
            indexParameters: JSONValue.members(of: row["index_parameters"]),
            preparation: ImagePreparation(rawValue: row["preparation"]) ?? .standard,
            frames: (row["frames"] as String?).flatMap(FrameOptions.init(json:)) ?? FrameOptions(),
            settings: JSONValue.members(of: row["settings"]),
            statistics: JSONValue.members(of: row["statistics"]), roots: roots,
            vectorStore: row["vector_store"], storeNumber: row["store_number"],
            createdAt: Date(timeIntervalSince1970: row["created_at"]),
            lastSync: (row["last_sync"] as Double?).map(Date.init(timeIntervalSince1970:)))
    }
}
