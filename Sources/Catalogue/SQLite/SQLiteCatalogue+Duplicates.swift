internal import Foundation
internal import GRDB

extension SQLiteCatalogue {
    /// Reads a few columns of each image.
    public func contents(in collection: Int64) async throws(CatalogueError) -> [ContentRecord] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT id, content_hash, json_extract(frame, '$.file') FROM images WHERE collection_id = ? AND state = 'ready' ORDER BY id
                    """, arguments: [collection])
            var contents: [ContentRecord] = []
            while let row = try rows.next() {
                let (recordID, hash): (Int64, String) = (row[0], row[1])
                contents.append(
                    ContentRecord(
                        recordID: recordID, key: hash.isEmpty ? "#\(recordID)" : hash, file: row[2]))
            }
            return contents
        }
    }

    // MARK: Fingerprints

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

    /// Reads the images' hashes and the table of hashes, but no fingerprints.
    public func fingerprintHashes(in collection: Int64) async throws(CatalogueError) -> [String: [UInt8]] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT content, hash FROM fingerprint_hashes WHERE content IN (
                        SELECT content_hash FROM images WHERE collection_id = ? AND state = 'ready')
                    """, arguments: [collection])
            var hashes: [String: [UInt8]] = [:]
            while let row = try rows.next() { hashes[row[0]] = [UInt8](row[1] as Data) }
            return hashes
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
        let content = fingerprint.content
        try run(
            "INSERT OR REPLACE INTO fingerprints VALUES (?, ?)", [content, Data(fingerprint.bytes)],
            in: database)
        if fingerprint.hash.isEmpty {
            return try run("DELETE FROM fingerprint_hashes WHERE content = ?", [content], in: database)
        }
        try run(
            "INSERT OR REPLACE INTO fingerprint_hashes VALUES (?, ?)", [content, Data(fingerprint.hash)],
            in: database)
    }

    /// Reads the hashes of all images.
    public func forgetFingerprints() async throws(CatalogueError) {
        try await write {
            for table in ["fingerprints", "fingerprint_hashes"] {
                try $0.execute(
                    sql: "DELETE FROM \(table) WHERE content NOT IN (SELECT content_hash FROM images)")
            }
        }
    }

    // MARK: Pairs

    /// In the order of the primary key.
    public func duplicatePairs(in collection: Int64) async throws(CatalogueError) -> [DuplicatePairRecord] {
        try await read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT first, second, kind, score FROM duplicate_pairs WHERE collection_id = ?
                    ORDER BY first, second
                    """, arguments: [collection]
            ).map {
                DuplicatePairRecord(
                    $0[0], $0[1], kind: DuplicatePairRecord.Kind(rawValue: $0[2]) ?? .edited, score: $0[3])
            }
        }
    }

    /// As many short texts as there are contents.
    public func comparedContents(in collection: Int64) async throws(CatalogueError) -> Set<String> {
        try await read {
            try String.fetchSet(
                $0, sql: "SELECT content FROM duplicate_contents WHERE collection_id = ?",
                arguments: [collection])
        }
    }

    /// One look-up.
    public func hasComparedContents(in collection: Int64) async throws(CatalogueError) -> Bool {
        try await read {
            try Row.fetchOne(
                $0, sql: "SELECT 1 FROM duplicate_contents WHERE collection_id = ? LIMIT 1",
                arguments: [collection]) != nil
        }
    }

    /// One transaction.
    public func add(
        pairs: [DuplicatePairRecord], compared: [String], in collection: Int64
    ) async throws(CatalogueError) {
        if pairs.isEmpty, compared.isEmpty { return }
        try await write { database in
            // Its job may end after the collection was deleted.
            let isThere = "SELECT COUNT(*) FROM collections WHERE id = ?"
            guard try Int.fetchOne(database, sql: isThere, arguments: [collection]) == 1 else { return }
            for pair in pairs {
                try Self.run(
                    "INSERT OR REPLACE INTO duplicate_pairs VALUES (?, ?, ?, ?, ?)",
                    [collection, pair.first, pair.second, pair.kind.rawValue, pair.score], in: database)
            }
            for content in compared {
                try Self.run(
                    "INSERT OR IGNORE INTO duplicate_contents VALUES (?, ?)", [collection, content],
                    in: database)
            }
        }
    }

    /// One transaction.
    public func forgetDuplicates(in collection: Int64) async throws(CatalogueError) {
        try await write {
            try $0.execute(
                sql: "DELETE FROM duplicate_pairs WHERE collection_id = ?", arguments: [collection])
            try $0.execute(
                sql: "DELETE FROM duplicate_contents WHERE collection_id = ?", arguments: [collection])
        }
    }

    // MARK: Decisions

    /// Those of the same moment by their ids.
    public func duplicateDecisions(
        in collection: Int64
    ) async throws(CatalogueError) -> [DuplicateDecisionRecord] {
        try await read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT id, choice, contents, kept, decided_at FROM duplicate_decisions WHERE collection_id = ?
                    ORDER BY decided_at DESC, id
                    """, arguments: [collection]
            ).map(DuplicateDecisionRecord.init)
        }
    }

    /// Lists are stored as JSON.
    public func put(
        _ decision: DuplicateDecisionRecord, in collection: Int64
    ) async throws(CatalogueError) {
        try await write {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO duplicate_decisions VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    decision.id, collection, decision.choice.rawValue, Self.text(decision.contents),
                    Self.text(decision.kept), decision.decidedAt.timeIntervalSince1970,
                ])
        }
    }

    private static func text(_ list: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(list), as: UTF8.self)
    }

    /// One look-up.
    public func deleteDecision(_ id: String, in collection: Int64) async throws(CatalogueError) {
        try await write {
            try $0.execute(
                sql: "DELETE FROM duplicate_decisions WHERE collection_id = ? AND id = ?",
                arguments: [collection, id])
        }
    }
}

extension DuplicateDecisionRecord {
    fileprivate init(_ row: Row) throws {
        func list(_ column: String) throws -> [String] {
            try JSONDecoder().decode([String].self, from: Data((row[column] as String).utf8))
        }
        self.init(
            id: row["id"], choice: Choice(rawValue: row["choice"]) ?? .later, contents: try list("contents"),
            kept: try list("kept"), decidedAt: Date(timeIntervalSince1970: row["decided_at"]))
    }
}
