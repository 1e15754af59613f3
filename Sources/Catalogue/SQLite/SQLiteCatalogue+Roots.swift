internal import Foundation
internal import GRDB
internal import LookalikeJSON

extension SQLiteCatalogue {
    /// One transaction, with the images that it takes over.
    public func addRoot(
        _ root: RootRecord, to collection: Int64
    ) async throws(CatalogueError) -> RootRecord {
        try await write { database in
            let added = try Self.insert(root, of: collection, in: database)
            try database.execute(
                sql:
                    "UPDATE images SET root_id = ? WHERE collection_id = ? AND source = 'file' AND root_id IS NULL",
                arguments: [added.id, collection])
            return added
        }
    }

    static func insert(_ root: RootRecord, of collection: Int64, in database: Database) throws -> RootRecord {
        do {
            try database.execute(
                sql: """
                    INSERT INTO roots (collection_id, path, added_at, last_sync, is_offline, places, is_replacing)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    collection, root.path, root.addedAt.timeIntervalSince1970,
                    root.lastSync?.timeIntervalSince1970, root.isOffline, root.places.text, root.isReplacing,
                ])
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            throw CatalogueError.duplicate(root.path)
        }
        var added = root
        added.id = database.lastInsertedRowID
        return added
    }

    /// One transaction.
    public func updateRoots(_ roots: [RootRecord]) async throws(CatalogueError) {
        try await write { try Self.update(roots, in: $0) }
    }

    static func update(_ roots: [RootRecord], in database: Database) throws {
        for root in roots {
            try run(
                "UPDATE roots SET path = ?, last_sync = ?, is_offline = ?, places = ?, is_replacing = ? WHERE id = ?",
                [
                    root.path, root.lastSync?.timeIntervalSince1970, root.isOffline, root.places.text,
                    root.isReplacing, root.id,
                ], in: database)
        }
    }

    /// One transaction; the counts of images follow.
    public func removeRoot(_ id: Int64, of collection: Int64) async throws(CatalogueError) {
        try await write {
            try $0.execute(
                sql: "DELETE FROM images WHERE collection_id = ? AND root_id = ? AND source = 'file'",
                arguments: [collection, id])
            try $0.execute(
                sql: "DELETE FROM roots WHERE id = ? AND collection_id = ?", arguments: [id, collection])
        }
    }

    /// Read from an index that has all of it.
    public func files(
        ofRoot root: Int64, in collection: Int64
    ) async throws(CatalogueError) -> [FileRecord] {
        try await read {
            try Self.files(
                $0, "collection_id = ? AND root_id = ? AND source = 'file'", [collection, root])
        }
    }

    /// Read from an index.
    public func imageCounts(ofRootsIn collection: Int64) async throws(CatalogueError) -> [Int64: Int] {
        try await read {
            let rows = try Row.fetchAll(
                $0,
                sql: """
                    SELECT root_id, COUNT(*) FROM images
                    WHERE collection_id = ? AND source = 'file' AND root_id IS NOT NULL GROUP BY root_id
                    """, arguments: [collection])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    static func roots(of collection: Int64, in database: Database) throws -> [RootRecord] {
        try Row.fetchAll(
            database.cachedStatement(sql: "SELECT * FROM roots WHERE collection_id = ? ORDER BY id"),
            arguments: [collection]
        ).map(RootRecord.init)
    }
}

extension RootRecord {
    fileprivate init(_ row: Row) {
        self.init(
            id: row["id"], path: row["path"],
            addedAt: Date(timeIntervalSince1970: row["added_at"]),
            lastSync: (row["last_sync"] as Double?).map(Date.init(timeIntervalSince1970:)),
            isOffline: row["is_offline"], places: Set(texts: row["places"]), isReplacing: row["is_replacing"])
    }
}

extension Set<String> {
    /// A JSON array, sorted.
    fileprivate var text: String { JSONValue.array(sorted().map { .string($0) }).description }

    /// From a JSON array; empty if it is none.
    fileprivate init(texts: String) {
        // Only the catalogue writes it. Without it a sync knows fewer places to be careful with.
        self = Set((try? JSONDecoder().decode([String].self, from: Data(texts.utf8))) ?? [])
    }
}
