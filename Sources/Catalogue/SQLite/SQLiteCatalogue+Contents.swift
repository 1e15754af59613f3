internal import Foundation
internal import GRDB

extension SQLiteCatalogue {
    /// Reads a few columns of each image.
    public func contents(in collection: Int64) async throws(CatalogueError) -> [ContentRecord] {
        try await read { database in
            try Self.contentRecords(
                """
                SELECT id, content_hash, \(Self.file) FROM images WHERE collection_id = ? AND state = 'ready'
                ORDER BY id
                """, [collection], in: database)
        }
    }

    /// Of a frame.
    private static let file = "json_extract(images.frame, '$.file')"

    private static func contentRecords(
        _ sql: String, _ arguments: StatementArguments, in database: Database
    ) throws -> [ContentRecord] {
        let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
        var contents: [ContentRecord] = []
        while let row = try rows.next() { contents.append(ContentRecord(row)) }
        return contents
    }

    /// Reads the index of hashes.
    public func contentCount(in collection: Int64) async throws(CatalogueError) -> Int {
        try await read {
            try Int.fetchOne(
                $0,
                sql: """
                    SELECT COUNT(DISTINCT NULLIF(content_hash, '')) + COUNT(*) FILTER (WHERE content_hash = '')
                    FROM images WHERE collection_id = ? AND state = 'ready'
                    """, arguments: [collection]) ?? 0
        }
    }

    /// One look-up for each image.
    public func contents(
        ofImages recordIDs: [Int64], in collection: Int64
    ) async throws(CatalogueError) -> [ContentRecord] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT id, content_hash, \(Self.file) FROM images
                    WHERE id = ? AND collection_id = ? AND state = 'ready'
                    """)
            return try recordIDs.compactMap { recordID in
                try Row.fetchOne(statement, arguments: [recordID, collection]).map(ContentRecord.init)
            }
        }
    }

    /// One look-up for each content.
    public func firstImages(
        with contents: [String], in collection: Int64
    ) async throws(CatalogueError) -> [ContentRecord] {
        try await read { database in
            let byHash = try database.cachedStatement(
                sql: """
                    SELECT id, content_hash, \(Self.file) FROM images
                    WHERE collection_id = ? AND content_hash = ? AND state = 'ready' ORDER BY id LIMIT 1
                    """)
            let byID = try database.cachedStatement(
                sql: """
                    SELECT id, content_hash, NULL FROM images
                    WHERE collection_id = ? AND id = ? AND content_hash = '' AND state = 'ready'
                    """)
            return try contents.compactMap { content in
                let row =
                    if content.hasPrefix("#") {
                        try Row.fetchOne(byID, arguments: [collection, Int64(content.dropFirst())])
                    } else {
                        try Row.fetchOne(byHash, arguments: [collection, content])
                    }
                return row.map(ContentRecord.init)
            }
        }
    }

    /// Reads the index of hashes beside that of the contents that were compared, which are in the same order.
    public func uncomparedContents(in collection: Int64) async throws(CatalogueError) -> [ContentRecord] {
        try await read { database in
            let hashed = try Self.contentRecords(
                """
                SELECT MIN(images.id), new.content_hash, \(Self.file) FROM (
                    -- The limit has this done first, without a look at the images.
                    SELECT id, content_hash FROM images
                    WHERE collection_id = ?1 AND content_hash > '' AND NOT EXISTS (
                        SELECT 1 FROM duplicate_contents WHERE collection_id = ?1 AND content = content_hash)
                    LIMIT -1) AS new
                JOIN images ON images.id = new.id
                WHERE images.state = 'ready' GROUP BY new.content_hash
                """, [collection], in: database)
            let vectors = try Self.contentRecords(
                """
                SELECT id, '', NULL FROM images
                WHERE collection_id = ?1 AND content_hash = '' AND state = 'ready' AND NOT EXISTS (
                    SELECT 1 FROM duplicate_contents WHERE collection_id = ?1 AND content = '#' || images.id)
                """, [collection], in: database)
            return (hashed + vectors).sorted { $0.recordID < $1.recordID }
        }
    }
}

extension ContentRecord {
    /// - Parameter row: the record id, the hash, and the file's hash of a frame.
    fileprivate init(_ row: Row) {
        let (recordID, hash): (Int64, String) = (row[0], row[1])
        self.init(recordID: recordID, key: hash.isEmpty ? "#\(recordID)" : hash, file: row[2])
    }
}
