internal import Foundation
internal import GRDB

extension SQLiteCatalogue {
    /// One look-up for each content.
    public func fingerprints(of contents: [String]) async throws(CatalogueError) -> [String: [UInt8]] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT fingerprint FROM fingerprints WHERE content = ?")
            var found: [String: [UInt8]] = [:]
            for content in contents {
                if let data = try Data.fetchOne(statement, arguments: [content]) {
                    found[content] = [UInt8](data)
                }
            }
            return found
        }
    }

    /// The first time, reads the table of hashes; then the fingerprints that are new. A stored fingerprint gets a row id
    /// above all others.
    public func fingerprintHashes(after last: Int64?) async throws(CatalogueError) -> FingerprintHashes {
        try await read { database in
            let rows =
                if let last {
                    try Row.fetchCursor(
                        database,
                        sql: """
                            SELECT content, hash FROM fingerprints JOIN fingerprint_hashes USING (content)
                            WHERE fingerprints.rowid > ?
                            """, arguments: [last])
                } else {
                    try Row.fetchCursor(database, sql: "SELECT content, hash FROM fingerprint_hashes")
                }
            var hashes: [(content: String, hash: [UInt8])] = []
            while let row = try rows.next() { hashes.append((row[0], [UInt8](row[1] as Data))) }
            let end = try Int64.fetchOne(database, sql: "SELECT MAX(rowid) FROM fingerprints")
            return FingerprintHashes(hashes, last: end ?? 0)
        }
    }

    /// Counts entries of indexes.
    public func fingerprintCounts() async throws(CatalogueError) -> (hashes: Int, images: Int) {
        try await read { database in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(table)") ?? 0
            }
            return (hashes: try count("fingerprint_hashes"), images: try count("images"))
        }
    }

    /// One transaction.
    public func put(_ fingerprints: [FingerprintRecord]) async throws(CatalogueError) {
        if fingerprints.isEmpty { return }
        try await write { database in
            for fingerprint in fingerprints { try Self.put(fingerprint, in: database) }
        }
    }

    static func put(_ fingerprint: FingerprintRecord, in database: Database) throws {
        let (content, bytes) = (fingerprint.content, Data(fingerprint.bytes))
        // The same content comes again and again, such as in several collections.
        let isKnown = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT 1 FROM fingerprints WHERE content = ? AND fingerprint = ?"),
            arguments: [content, bytes])
        if isKnown != nil { return }
        try run("INSERT OR REPLACE INTO fingerprints VALUES (?, ?)", [content, bytes], in: database)
        if fingerprint.hash.isEmpty {
            return try run("DELETE FROM fingerprint_hashes WHERE content = ?", [content], in: database)
        }
        try run(
            "INSERT OR REPLACE INTO fingerprint_hashes VALUES (?, ?)", [content, Data(fingerprint.hash)],
            in: database)
    }

    /// Reads the hashes of all images.
    public func forgetFingerprints() async throws(CatalogueError) -> Int {
        try await write { database in
            let unused = "WHERE content NOT IN (SELECT content_hash FROM images)"
            try database.execute(sql: "DELETE FROM fingerprint_hashes \(unused)")
            try database.execute(sql: "DELETE FROM fingerprints \(unused)")
            return database.changesCount
        }
    }
}
