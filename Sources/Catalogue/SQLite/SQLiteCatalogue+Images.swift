internal import Foundation
internal import GRDB
internal import LookalikeJSON

extension SQLiteCatalogue {
    /// One look-up in an index.
    public func image(id: String, in collection: Int64) async throws(CatalogueError) -> ImageRecord? {
        try await read {
            try Row.fetchOne(
                $0.cachedStatement(sql: "SELECT * FROM images WHERE collection_id = ? AND key = ?"),
                arguments: [collection, id]
            ).map(ImageRecord.init)
        }
    }

    /// In the order of `recordIDs`; those that do not exist are left out.
    public func images(recordIDs: [Int64]) async throws(CatalogueError) -> [ImageRecord] {
        try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM images WHERE id = ?")
            return try recordIDs.compactMap {
                try Row.fetchOne(statement, arguments: [$0]).map(ImageRecord.init)
            }
        }
    }

    /// Read from the index of files.
    public func images(
        ofFile path: String, root: Int64, in collection: Int64
    ) async throws(CatalogueError) -> [ImageRecord] {
        try await read {
            try Row.fetchAll(
                $0.cachedStatement(
                    sql: """
                        SELECT * FROM images
                        WHERE collection_id = ? AND root_id = ? AND path = ? AND source = 'file' ORDER BY id
                        """),
                arguments: [collection, root, path]
            ).map(ImageRecord.init)
        }
    }

    /// The record ids of ``images(ofFile:root:in:)``.
    public func recordIDs(
        ofFile path: String, root: Int64, in collection: Int64
    ) async throws(CatalogueError) -> [Int64] {
        try await read {
            try Int64.fetchAll(
                $0.cachedStatement(
                    sql: """
                        SELECT id FROM images
                        WHERE collection_id = ? AND root_id = ? AND path = ? AND source = 'file' ORDER BY id
                        """),
                arguments: [collection, root, path])
        }
    }

    /// By ascending record id, starting after `after`.
    public func images(in collection: Int64, after: Int64, limit: Int) async throws(CatalogueError)
        -> [ImageRecord]
    {
        try await read {
            try Row.fetchAll(
                $0.cachedStatement(
                    sql: "SELECT * FROM images WHERE collection_id = ? AND id > ? ORDER BY id LIMIT ?"),
                arguments: [collection, after, limit]
            ).map(ImageRecord.init)
        }
    }

    /// Read from a row that every change keeps up to date, so no images are counted.
    public func counts(in collection: Int64) async throws(CatalogueError) -> ImageCounts {
        try await read {
            let row = try Row.fetchOne(
                $0.cachedStatement(
                    sql: "SELECT ready, failed, bytes FROM image_counts WHERE collection_id = ?"),
                arguments: [collection])
            return row.map { ImageCounts(ready: $0[0], failed: $0[1], bytes: $0[2]) } ?? ImageCounts()
        }
    }

    /// One look-up for each id; those that do not exist are left out.
    public func images(ids: [String], in collection: Int64) async throws(CatalogueError) -> [ImageRecord] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT * FROM images WHERE collection_id = ? AND key = ?")
            return try ids.compactMap {
                try Row.fetchOne(statement, arguments: [collection, $0]).map(ImageRecord.init)
            }
        }
    }

    /// One look-up in an index.
    public func image(externalID: Int64, in collection: Int64) async throws(CatalogueError) -> ImageRecord? {
        try await read {
            try Row.fetchOne(
                $0.cachedStatement(sql: "SELECT * FROM images WHERE collection_id = ? AND external_id = ?"),
                arguments: [collection, externalID]
            ).map(ImageRecord.init)
        }
    }

    /// One look-up in an index.
    public func image(code: String, in collection: Int64) async throws(CatalogueError) -> ImageRecord? {
        try await read {
            try Row.fetchOne(
                $0.cachedStatement(sql: "SELECT * FROM images WHERE collection_id = ? AND code = ?"),
                arguments: [collection, code]
            ).map(ImageRecord.init)
        }
    }

    /// In the order of `recordIDs`; those that do not exist are left out.
    public func placements(of recordIDs: [Int64]) async throws(CatalogueError) -> [ImagePlacement] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT id, source, category_id, vector FROM images WHERE id = ?")
            return try recordIDs.compactMap {
                try Row.fetchOne(statement, arguments: [$0]).map(ImagePlacement.init)
            }
        }
    }

    /// Of ready images, by ascending reference.
    public func vectors(in collection: Int64) async throws(CatalogueError) -> [VectorRecord] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT id, vector FROM images
                    WHERE collection_id = ? AND vector IS NOT NULL ORDER BY vector
                    """)
            var records: [VectorRecord] = []
            try statement.forEachRow([collection]) { row in
                records.append(VectorRecord(recordID: row.integer(0), reference: row.integer(1)))
            }
            return records
        }
    }

    /// Of images that came from files, by the bytes of their paths.
    public func files(in collection: Int64) async throws(CatalogueError) -> [FileRecord] {
        try await read { try Self.files($0, "collection_id = ? AND source = 'file'", [collection]) }
    }

    /// By the bytes of their paths.
    static func files(
        _ database: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> [FileRecord] {
        let cursor = try Row.fetchCursor(
            database,
            sql: """
                SELECT id, path, state, file_size, file_modified, file_changed, file_inode
                FROM images WHERE \(condition) ORDER BY path
                """, arguments: arguments)
        var records: [FileRecord] = []
        while let row = try cursor.next() {
            records.append(
                FileRecord(
                    recordID: row[0], path: row[1], signature: FileSignature(row, at: 3),
                    state: ImageRecord.State(rawValue: row[2]) ?? .failed))
        }
        return records
    }

    /// In any order, broken images' among them.
    public func ids(in collection: Int64) async throws(CatalogueError) -> [String] {
        try await read {
            try String.fetchAll(
                $0, sql: "SELECT key FROM images WHERE collection_id = ?", arguments: [collection])
        }
    }

    /// Any one of them; nil if there is none.
    public func readyImage(contentHash: String, in collection: Int64) async throws(CatalogueError)
        -> ImageRecord?
    {
        try await read {
            try Row.fetchOne(
                $0.cachedStatement(
                    sql:
                        "SELECT * FROM images WHERE collection_id = ? AND content_hash = ? AND state = 'ready' LIMIT 1"
                ), arguments: [collection, contentHash]
            ).map(ImageRecord.init)
        }
    }

    /// Those of the hashes that an uploaded image of the collection has.
    public func uploads(
        among contentHashes: [String], in collection: Int64
    ) async throws(CatalogueError) -> Set<String> {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT 1 FROM images
                    WHERE collection_id = ? AND content_hash = ? AND source = 'upload' LIMIT 1
                    """)
            return try Set(
                contentHashes.filter {
                    try Int.fetchOne(statement, arguments: [collection, $0]) != nil
                })
        }
    }
}

extension FileSignature {
    /// From four columns beginning at `index`; nil if they are empty.
    init?(_ row: Row, at index: Int) {
        guard let size = row[index] as Int64? else { return nil }
        self.init(
            size: size, modified: row[index + 1], changed: row[index + 2],
            inode: UInt64(bitPattern: row[index + 3] as Int64))
    }
}

extension ImageRecord {
    init(_ row: Row) {
        let signature: FileSignature? = (row["file_size"] as Int64?).map {
            FileSignature(
                size: $0, modified: row["file_modified"], changed: row["file_changed"],
                inode: UInt64(bitPattern: row["file_inode"] as Int64))
        }
        self.init(
            recordID: row["id"], collection: row["collection_id"], id: row["key"],
            source: Source(rawValue: row["source"]) ?? .upload, path: row["path"], root: row["root_id"],
            frame: (row["frame"] as String?).flatMap(ImageFrame.init(json:)), name: row["name"],
            mediaType: row["media_type"], width: row["width"], height: row["height"], bytes: row["bytes"],
            contentHash: row["content_hash"], attributes: JSONValue.members(of: row["attributes"]),
            category: row["category_id"], externalID: row["external_id"], code: row["code"],
            state: State(rawValue: row["state"]) ?? .failed, error: row["error"], mark: row["mark"],
            signature: signature,
            vector: row["vector"], createdAt: Date(timeIntervalSince1970: row["created_at"]),
            updatedAt: Date(timeIntervalSince1970: row["updated_at"]))
    }
}

extension ImagePlacement {
    /// From the columns id, source, category_id, vector.
    init(_ row: Row) {
        self.init(
            recordID: row[0], source: ImageRecord.Source(rawValue: row[1]) ?? .upload, category: row[2],
            vector: row[3]
        )
    }
}
