internal import Foundation
internal import GRDB

extension SQLiteCatalogue {
    /// Reads two columns of each image.
    public func contents(in collection: Int64) async throws(CatalogueError) -> [ContentRecord] {
        try await read { database in
            try Self.contentRecords(
                "SELECT id, content_hash FROM images WHERE collection_id = ? AND state = 'ready' ORDER BY id",
                [collection], in: database)
        }
    }

    private static func contentRecords(
        _ sql: String, _ arguments: StatementArguments, in database: Database
    ) throws -> [ContentRecord] {
        let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
        var contents: [ContentRecord] = []
        while let row = try rows.next() {
            contents.append(ContentRecord(recordID: row[0], key: key(row[1], of: row[0])))
        }
        return contents
    }

    /// As ``ImageRecord/contentKey``.
    private static func key(_ hash: String, of recordID: Int64) -> String {
        hash.isEmpty ? "#\(recordID)" : hash
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
    public func contentKeys(
        ofImages recordIDs: [Int64], in collection: Int64
    ) async throws(CatalogueError) -> [Int64: String] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT content_hash FROM images WHERE id = ? AND collection_id = ? AND state = 'ready'")
            var keys: [Int64: String] = [:]
            for recordID in recordIDs {
                guard let hash = try String.fetchOne(statement, arguments: [recordID, collection]) else {
                    continue
                }
                keys[recordID] = Self.key(hash, of: recordID)
            }
            return keys
        }
    }

    /// One look-up for each content.
    public func firstImages(
        with contents: [String], in collection: Int64
    ) async throws(CatalogueError) -> [String: Int64] {
        try await read { database in
            let byHash = try database.cachedStatement(
                sql: """
                    SELECT MIN(id) FROM images WHERE collection_id = ? AND content_hash = ? AND state = 'ready'
                    """)
            let byID = try database.cachedStatement(
                sql: """
                    SELECT id FROM images WHERE collection_id = ? AND id = ? AND content_hash = ''
                        AND state = 'ready'
                    """)
            var found: [String: Int64] = [:]
            for content in contents {
                let id: Int64? =
                    if content.hasPrefix("#") {
                        try Int64.fetchOne(byID, arguments: [collection, Int64(content.dropFirst())])
                    } else {
                        try Int64.fetchOne(byHash, arguments: [collection, content])
                    }
                if let id { found[content] = id }
            }
            return found
        }
    }

    /// Reads the index of hashes beside that of the contents that were compared, which are in the same order.
    public func uncomparedContents(in collection: Int64) async throws(CatalogueError) -> [ContentRecord] {
        try await read { database in
            let hashed = try Self.contentRecords(
                """
                SELECT MIN(images.id), new.content_hash FROM (
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
                SELECT id, '' FROM images
                WHERE collection_id = ?1 AND content_hash = '' AND state = 'ready' AND NOT EXISTS (
                    SELECT 1 FROM duplicate_contents WHERE collection_id = ?1 AND content = '#' || images.id)
                """, [collection], in: database)
            return (hashed + vectors).sorted { $0.recordID < $1.recordID }
        }
    }
}
