internal import Foundation
internal import GRDB

extension SQLiteCatalogue {
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
