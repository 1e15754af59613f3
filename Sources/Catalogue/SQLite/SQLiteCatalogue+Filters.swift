internal import Foundation
internal import GRDB
internal import JSON

extension SQLiteCatalogue {
    public func ids(matching filter: AttributeFilter, in collection: Int64) throws(CatalogueError) -> [Int64]
    {
        try read { try Self.ids(matching: filter, in: collection, $0) }
    }

    /// One index look-up per value; the results, ascending ids, are merged here, which is faster than any of SQLite's
    /// plans.
    static func ids(
        matching filter: AttributeFilter, in collection: Int64, _ database: Database
    ) throws -> [Int64] {
        guard !filter.conditions.isEmpty else {
            return try sortedIDs(
                "SELECT id FROM images WHERE collection_id = ? AND state = 'ready' ORDER BY id", [collection],
                in: database)
        }
        var result: [Int64]?
        for (name, values) in filter.conditions.sorted(by: { $0.key < $1.key }) {
            let lists = try Set(values).map { value in
                // Names and values are bound as parameters, never part of the statement.
                try sortedIDs(
                    """
                    SELECT image_id FROM image_attributes
                    WHERE collection_id = ? AND name = ? AND value = ? ORDER BY image_id
                    """, [collection, name, value.stored], in: database)
            }
            let found = SortedIDs.union(lists)
            result = result.map { SortedIDs.intersection($0, found) } ?? found
            if result?.isEmpty == true { break }
        }
        return result ?? []
    }

    /// - Parameter sql: returns one column of ascending ids.
    static func sortedIDs(
        _ sql: String, _ arguments: StatementArguments, in database: Database
    ) throws -> [Int64] {
        var ids: [Int64] = []
        try database.cachedStatement(sql: sql).forEachRow(arguments) { ids.append($0.integer(0)) }
        return ids
    }

    public func images(contentHash: String, in collection: Int64) throws(CatalogueError) -> [ImageRecord] {
        if contentHash.isEmpty { return [] }
        return try read {
            try Row.fetchAll(
                $0.cachedStatement(
                    sql: """
                        SELECT * FROM images WHERE collection_id = ? AND content_hash = ? AND state = 'ready' ORDER BY id
                        """), arguments: [collection, contentHash]
            ).map(ImageRecord.init)
        }
    }

    public func copies(
        in collection: Int64, matching filter: AttributeFilter?, after: String, limit: Int
    ) throws(CatalogueError) -> [ContentCopies] {
        try read { database in
            let allowed = try filter.map { Set(try Self.ids(matching: $0, in: collection, database)) }
            let hashes = try String.fetchCursor(
                database,
                sql: """
                    SELECT content_hash FROM images
                    WHERE collection_id = ? AND content_hash > ? AND state = 'ready'
                    GROUP BY content_hash HAVING COUNT(*) > 1 ORDER BY content_hash
                    """, arguments: [collection, after])
            var found: [ContentCopies] = []
            while found.count < limit, let hash = try hashes.next() {
                let ids = try Self.sortedIDs(
                    """
                    SELECT id FROM images WHERE collection_id = ? AND content_hash = ? AND state = 'ready' ORDER BY id
                    """, [collection, hash], in: database
                ).filter { allowed?.contains($0) ?? true }
                if ids.count > 1 { found.append(ContentCopies(contentHash: hash, ids: ids)) }
            }
            return found
        }
    }
}

/// Lists of ids that ascend, each id once.
enum SortedIDs {
    static func union(_ lists: [[Int64]]) -> [Int64] {
        guard var merged = lists.first else { return [] }
        for list in lists.dropFirst() { merged = union(merged, list) }
        return merged
    }

    private static func union(_ a: [Int64], _ b: [Int64]) -> [Int64] {
        var merged: [Int64] = []
        merged.reserveCapacity(a.count + b.count)
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i] <= b[j] {
                if a[i] == b[j] { j += 1 }
                merged.append(a[i])
                i += 1
            } else {
                merged.append(b[j])
                j += 1
            }
        }
        merged += a[i...]
        merged += b[j...]
        return merged
    }

    static func intersection(_ a: [Int64], _ b: [Int64]) -> [Int64] {
        var common: [Int64] = []
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j] { common.append(a[i]) }
            if a[i] <= b[j] { i += 1 } else { j += 1 }
        }
        return common
    }
}

extension JSONValue {
    /// As stored in `image_attributes`.
    fileprivate var stored: (any DatabaseValueConvertible)? {
        switch self {
        case .int(let value): value
        case .double(let value): value
        case .string(let value): value
        case .null, .bool, .array, .object: Data(description.utf8)
        }
    }

    /// The members of an object's text; always valid JSON, because the catalogue wrote it.
    static func members(of text: String) -> [String: JSONValue] {
        if text == "{}" { return [:] }
        return (try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8))) ?? [:]
    }
}

extension [String: JSONValue] {
    /// As a column holds them.
    var text: String { isEmpty ? "{}" : JSONValue.object(self).description }
}
