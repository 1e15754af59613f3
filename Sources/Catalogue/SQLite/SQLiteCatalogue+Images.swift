internal import Foundation
internal import GRDB
internal import JSON

extension SQLiteCatalogue {
    public func image(key: String, in collection: Int64) throws(CatalogueError) -> ImageRecord? {
        try read {
            try Row.fetchOne(
                $0, sql: "SELECT * FROM images WHERE collection_id = ? AND key = ?",
                arguments: [collection, key]
            ).map(ImageRecord.init)
        }
    }

    public func images(ids: [Int64]) throws(CatalogueError) -> [ImageRecord] {
        try read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM images WHERE id = ?")
            return try ids.compactMap { try Row.fetchOne(statement, arguments: [$0]).map(ImageRecord.init) }
        }
    }

    public func images(in collection: Int64, after: Int64, limit: Int) throws(CatalogueError) -> [ImageRecord]
    {
        try read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM images WHERE collection_id = ? AND id > ? ORDER BY id LIMIT ?",
                arguments: [collection, after, limit]
            ).map(ImageRecord.init)
        }
    }

    public func counts(in collection: Int64) throws(CatalogueError) -> ImageCounts {
        try read {
            let row = try Row.fetchOne(
                $0, sql: "SELECT ready, failed, bytes FROM image_counts WHERE collection_id = ?",
                arguments: [collection])
            return row.map { ImageCounts(ready: $0[0], failed: $0[1], bytes: $0[2]) } ?? ImageCounts()
        }
    }

    public func rows(in collection: Int64) throws(CatalogueError) -> [RowRecord] {
        try read {
            let cursor = try Row.fetchCursor(
                $0,
                sql: """
                    SELECT id, vector_row FROM images
                    WHERE collection_id = ? AND vector_row IS NOT NULL ORDER BY vector_row
                    """,
                arguments: [collection])
            var records: [RowRecord] = []
            while let row = try cursor.next() { records.append(RowRecord(id: row[0], row: row[1])) }
            return records
        }
    }

    public func files(in collection: Int64) throws(CatalogueError) -> [FileRecord] {
        try read {
            let cursor = try Row.fetchCursor(
                $0,
                sql: """
                    SELECT id, path, state, file_size, file_modified, file_changed, file_inode
                    FROM images WHERE collection_id = ? AND source = 'file' ORDER BY path
                    """,
                arguments: [collection])
            var records: [FileRecord] = []
            while let row = try cursor.next() {
                records.append(
                    FileRecord(
                        id: row[0], path: row[1], signature: FileSignature(row, at: 3),
                        state: ImageRecord.State(rawValue: row[2]) ?? .failed))
            }
            return records
        }
    }

    public func keys(in collection: Int64) throws(CatalogueError) -> [String] {
        try read {
            try String.fetchAll(
                $0, sql: "SELECT key FROM images WHERE collection_id = ?", arguments: [collection])
        }
    }

    public func readyImage(contentHash: String, in collection: Int64) throws(CatalogueError) -> ImageRecord? {
        try read {
            try Row.fetchOne(
                $0,
                sql:
                    "SELECT * FROM images WHERE collection_id = ? AND content_hash = ? AND state = 'ready' LIMIT 1",
                arguments: [collection, contentHash]
            ).map(ImageRecord.init)
        }
    }

    public func ids(matching filter: AttributeFilter, in collection: Int64) throws(CatalogueError) -> [Int64]
    {
        try read { database in
            var sql = "SELECT id FROM images WHERE collection_id = ? AND state = 'ready'"
            var arguments: StatementArguments = [collection]
            for (name, values) in filter.conditions.sorted(by: { $0.key < $1.key }) {
                // Names and values are data, so neither is ever part of the statement.
                let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
                sql += """
                     AND id IN (SELECT image_id FROM image_attributes
                        WHERE collection_id = ? AND name = ? AND value IN (\(marks)))
                    """
                arguments += [collection, name]
                arguments += StatementArguments(values.map(\.stored))
            }
            return try Int64.fetchAll(database, sql: sql + " ORDER BY id", arguments: arguments)
        }
    }

    public func hasUpload(contentHash: String, in collection: Int64) throws(CatalogueError) -> Bool {
        try read {
            try Bool.fetchOne(
                $0,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM images
                        WHERE collection_id = ? AND content_hash = ? AND source = 'upload')
                    """,
                arguments: [collection, contentHash]) ?? false
        }
    }
}

extension FileSignature {
    /// From four columns beginning at `index`; nil where they are empty.
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
            id: row["id"], collection: row["collection_id"], key: row["key"],
            source: Source(rawValue: row["source"]) ?? .upload, path: row["path"], name: row["name"],
            mediaType: row["media_type"], width: row["width"], height: row["height"], bytes: row["bytes"],
            contentHash: row["content_hash"], attributes: JSONValue.members(of: row["attributes"]),
            state: State(rawValue: row["state"]) ?? .failed, error: row["error"], signature: signature,
            row: row["vector_row"], createdAt: Date(timeIntervalSince1970: row["created_at"]),
            updatedAt: Date(timeIntervalSince1970: row["updated_at"]))
    }
}

extension JSONValue {
    /// As `image_attributes` has it.
    fileprivate var stored: (any DatabaseValueConvertible)? {
        switch self {
        case .int(let value): value
        case .double(let value): value
        case .string(let value): value
        case .null, .bool, .array, .object: Data(description.utf8)
        }
    }

    /// The members of an object's text; what the catalogue wrote itself always is one.
    fileprivate static func members(of text: String) -> [String: JSONValue] {
        if text == "{}" { return [:] }
        return (try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8))) ?? [:]
    }
}
