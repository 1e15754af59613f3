internal import Foundation
internal import GRDB
internal import JSON

extension SQLiteCatalogue {
    public func image(key: String, in collection: Int64) throws(CatalogueError) -> ImageRecord? {
        try read {
            try Row.fetchOne(
                $0, sql: "SELECT * FROM images WHERE collection_id = ? AND key = ?", arguments: [collection, key]
            ).map(ImageRecord.init)
        }
    }

    public func images(ids: [Int64]) throws(CatalogueError) -> [ImageRecord] {
        try read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM images WHERE id = ?")
            return try ids.compactMap { try Row.fetchOne(statement, arguments: [$0]).map(ImageRecord.init) }
        }
    }

    public func images(in collection: Int64, after: Int64, limit: Int) throws(CatalogueError) -> [ImageRecord] {
        try read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM images WHERE collection_id = ? AND id > ? ORDER BY id LIMIT ?",
                arguments: [collection, after, limit]
            ).map(ImageRecord.init)
        }
    }

    public func counts(in collection: Int64) throws(CatalogueError) -> ImageCounts {
        try read { database in
            var counts = ImageCounts()
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT state, COUNT(*) AS n, SUM(bytes) AS bytes FROM images WHERE collection_id = ? GROUP BY state",
                arguments: [collection])
            for row in rows {
                counts.bytes += row["bytes"] as Int
                if row["state"] == ImageRecord.State.ready.rawValue { counts.ready = row["n"] } else { counts.failed = row["n"] }
            }
            return counts
        }
    }

    public func rows(in collection: Int64) throws(CatalogueError) -> [RowRecord] {
        try read {
            let cursor = try Row.fetchCursor(
                $0,
                sql: """
                    SELECT id, vector_row FROM images
                    WHERE collection_id = ? AND vector_row IS NOT NULL AND state = 'ready' ORDER BY vector_row
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
                    SELECT id, key, path, content_hash, state, vector_row,
                        file_size, file_modified, file_changed, file_inode
                    FROM images WHERE collection_id = ? AND source = 'file'
                    """,
                arguments: [collection])
            var records: [FileRecord] = []
            while let row = try cursor.next() {
                records.append(
                    FileRecord(
                        id: row[0], key: row[1], path: row[2], signature: FileSignature(row, at: 6),
                        contentHash: row[3], state: ImageRecord.State(rawValue: row[4]) ?? .failed, row: row[5]))
            }
            return records
        }
    }

    public func keys(in collection: Int64) throws(CatalogueError) -> [String: Int64] {
        try read {
            let cursor = try Row.fetchCursor(
                $0, sql: "SELECT key, id FROM images WHERE collection_id = ?", arguments: [collection])
            var keys: [String: Int64] = [:]
            while let row = try cursor.next() { keys[row[0]] = row[1] }
            return keys
        }
    }

    public func ids(matching filter: AttributeFilter, in collection: Int64) throws(CatalogueError) -> [Int64] {
        try read { database in
            var sql = "SELECT id FROM images WHERE collection_id = ? AND state = 'ready'"
            var arguments: StatementArguments = [collection]
            for (name, values) in filter.conditions.sorted(by: { $0.key < $1.key }) {
                let alternatives = values.map(\.condition)
                let tests = alternatives.isEmpty ? "0" : alternatives.map(\.sql).joined(separator: " OR ")
                // A name is data, so it is never part of the statement: the attributes are walked for it.
                sql += " AND EXISTS (SELECT 1 FROM json_each(images.attributes) AS a WHERE a.key = ? AND (\(tests)))"
                arguments += [name]
                for alternative in alternatives { arguments += alternative.arguments }
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
    /// Whether an attribute, the row `a` of `json_each`, is this value.
    fileprivate var condition: (sql: String, arguments: StatementArguments) {
        switch self {
        case .null: ("a.type = 'null'", [])
        case .bool(let value): ("a.type = '\(value)'", [])
        case .int(let value): ("a.type IN ('integer', 'real') AND a.value = ?", [value])
        case .double(let value): ("a.type IN ('integer', 'real') AND a.value = ?", [value])
        case .string(let value): ("a.type = 'text' AND a.value = ?", [value])
        case .array, .object: ("a.type IN ('array', 'object') AND json(a.value) = json(?)", [description])
        }
    }

    /// The members of an object's text; what the catalogue wrote itself always is one.
    fileprivate static func members(of text: String) -> [String: JSONValue] {
        (try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8))) ?? [:]
    }
}
