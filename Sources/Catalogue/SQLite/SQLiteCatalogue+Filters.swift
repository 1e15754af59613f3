internal import Foundation
internal import GRDB
public import LookalikeJSON

extension SQLiteCatalogue {
    /// One look-up in an index for each value or range; the lists are merged here.
    public func recordIDs(matching filter: AttributeFilter, in collection: Int64) async throws(CatalogueError)
        -> [Int64]
    {
        try await read { try Self.recordIDs(matching: filter, in: collection, $0) }
    }

    /// One index look-up per value or range; the results are merged here, which is faster than any of SQLite's plans.
    /// Names and values are bound as parameters, never part of a statement.
    static func recordIDs(
        matching filter: AttributeFilter, in collection: Int64, _ database: Database
    ) throws -> [Int64] {
        switch filter {
        case .values(let name, let values):
            let lists = try values.map { value in
                try fetchRecordIDs(
                    """
                    SELECT image_id FROM image_attributes
                    WHERE collection_id = ? AND name = ? AND value = ? ORDER BY image_id
                    """, [collection, name, value.stored], in: database)
            }
            return SortedRecordIDs.union(lists)
        case .range(let name, let range):
            // An image has one value under a name, so no record id comes twice.
            return try fetchRecordIDs(range.sql, [collection, name] + range.arguments, in: database).sorted()
        case .exists(let name):
            return try fetchRecordIDs(
                "SELECT image_id FROM image_attributes WHERE collection_id = ? AND name = ?",
                [collection, name], in: database
            ).sorted()
        case .not(let filter):
            return SortedRecordIDs.difference(
                try readyRecordIDs(in: collection, database),
                try recordIDs(matching: filter, in: collection, database))
        case .all(let filters): return try recordIDs(matchingAll: filters, in: collection, database)
        case .any(let filters):
            return SortedRecordIDs.union(
                try filters.map { try recordIDs(matching: $0, in: collection, database) })
        }
    }

    /// Subtracts excluded record ids from the results of the other conditions, so that not all images have to be read.
    private static func recordIDs(
        matchingAll filters: [AttributeFilter], in collection: Int64, _ database: Database
    ) throws -> [Int64] {
        var found: [Int64]?
        var excluded: [AttributeFilter] = []
        for filter in filters {
            if case .not(let filter) = filter {
                excluded.append(filter)
                continue
            }
            let recordIDs = try recordIDs(matching: filter, in: collection, database)
            found = found.map { SortedRecordIDs.intersection($0, recordIDs) } ?? recordIDs
            if found?.isEmpty == true { return [] }
        }
        var result = try found ?? readyRecordIDs(in: collection, database)
        for filter in excluded where !result.isEmpty {
            result = SortedRecordIDs.difference(
                result, try recordIDs(matching: filter, in: collection, database))
        }
        return result
    }

    private static func readyRecordIDs(in collection: Int64, _ database: Database) throws -> [Int64] {
        try fetchRecordIDs(
            "SELECT id FROM images WHERE collection_id = ? AND state = 'ready' ORDER BY id", [collection],
            in: database)
    }

    /// - Parameter sql: gives one column of record ids; they come in its order.
    static func fetchRecordIDs(
        _ sql: String, _ arguments: StatementArguments, in database: Database
    ) throws -> [Int64] {
        var recordIDs: [Int64] = []
        try database.cachedStatement(sql: sql).forEachRow(arguments) { recordIDs.append($0.integer(0)) }
        return recordIDs
    }

    /// None for an empty hash, which stands for bytes that were never seen.
    public func images(contentHash: String, in collection: Int64) async throws(CatalogueError)
        -> [ImageRecord]
    {
        if contentHash.isEmpty { return [] }
        return try await read {
            try Row.fetchAll(
                $0.cachedStatement(
                    sql: """
                        SELECT * FROM images WHERE collection_id = ? AND content_hash = ? AND state = 'ready' ORDER BY id
                        """), arguments: [collection, contentHash]
            ).map(ImageRecord.init)
        }
    }

    /// By hash, from an index.
    public func copies(
        in collection: Int64, matching filter: AttributeFilter?, after: String, limit: Int
    ) async throws(CatalogueError) -> [ContentCopies] {
        try await read { database in
            let allowed = try filter.map { Set(try Self.recordIDs(matching: $0, in: collection, database)) }
            let hashes = try String.fetchCursor(
                database,
                sql: """
                    SELECT content_hash FROM images
                    WHERE collection_id = ? AND content_hash > ? AND state = 'ready'
                    GROUP BY content_hash HAVING COUNT(*) > 1 ORDER BY content_hash
                    """, arguments: [collection, after])
            var found: [ContentCopies] = []
            while found.count < limit, let hash = try hashes.next() {
                let recordIDs = try Self.fetchRecordIDs(
                    """
                    SELECT id FROM images WHERE collection_id = ? AND content_hash = ? AND state = 'ready' ORDER BY id
                    """, [collection, hash], in: database
                ).filter { allowed?.contains($0) ?? true }
                if recordIDs.count > 1 {
                    found.append(ContentCopies(contentHash: hash, recordIDs: recordIDs))
                }
            }
            return found
        }
    }
}

extension AttributeRange {
    /// Takes a collection, a name and ``arguments``.
    ///
    /// SQLite orders numbers before texts and texts before blobs: a missing limit is the edge of the range's kind, so that
    /// each range is one run of the index.
    fileprivate var sql: String {
        let above =
            switch (kind, lower) {
            case (.numbers, nil): "value < ''"
            case (.texts, nil): "value >= ''"
            case (_, let limit?): limit.isIncluded ? "value >= ?" : "value > ?"
            }
        let below =
            switch (kind, upper) {
            case (.numbers, nil): "value < ''"
            case (.texts, nil): "value < x''"
            case (_, let limit?): limit.isIncluded ? "value <= ?" : "value < ?"
            }
        return
            "SELECT image_id FROM image_attributes WHERE collection_id = ? AND name = ? AND \(above) AND \(below)"
    }

    fileprivate var arguments: StatementArguments {
        StatementArguments([lower, upper].compactMap { $0?.value.stored })
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
