internal import Foundation
internal import GRDB

extension SQLiteCatalogue {
    /// By ascending id.
    public func categories(in collection: Int64) async throws(CatalogueError) -> [CategoryRecord] {
        try await read {
            try Row.fetchAll(
                $0,
                sql: "SELECT id, name, count, created_at FROM categories WHERE collection_id = ? ORDER BY id",
                arguments: [collection]
            ).map {
                CategoryRecord(
                    id: $0[0], name: $0[1], count: $0[2], createdAt: Date(timeIntervalSince1970: $0[3]))
            }
        }
    }

    /// By ascending id of the category, empty ones among them.
    public func prototypes(in collection: Int64) async throws(CatalogueError) -> [PrototypeRecord] {
        try await read {
            try Row.fetchAll(
                $0, sql: "SELECT id, count, sum FROM categories WHERE collection_id = ? ORDER BY id",
                arguments: [collection]
            ).map { PrototypeRecord(category: $0[0], count: $0[1], sum: [Double](bytes: $0[2] as Data)) }
        }
    }

    /// 1 if the collection is unknown.
    public func nextCategory(in collection: Int64) async throws(CatalogueError) -> Int64 {
        try await read {
            try Int64.fetchOne(
                $0, sql: "SELECT next_category FROM collections WHERE id = ?", arguments: [collection]) ?? 1
        }
    }

    /// One look-up in an index for each category.
    public func recordIDs(
        inCategories categories: [Int64], of collection: Int64
    ) async throws(CatalogueError) -> [Int64] {
        try await read { database in
            let lists = try Set(categories).map {
                try Self.fetchRecordIDs(
                    """
                    SELECT id FROM images
                    WHERE collection_id = ? AND category_id = ? AND vector IS NOT NULL ORDER BY id
                    """, [collection, $0], in: database)
            }
            return SortedRecordIDs.union(lists)
        }
    }

    /// By ascending record id, starting after `after`.
    public func images(
        inCategory category: Int64, of collection: Int64, after: Int64, limit: Int
    ) async throws(CatalogueError) -> [ImageRecord] {
        try await read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT * FROM images
                    WHERE collection_id = ? AND category_id = ? AND vector IS NOT NULL AND id > ?
                    ORDER BY id LIMIT ?
                    """,
                arguments: [collection, category, after, limit]
            ).map(ImageRecord.init)
        }
    }

    /// Read in one go: a few dozen bytes for each image of a category.
    public func categorised(in collection: Int64) async throws(CatalogueError) -> [ImagePlacement] {
        try await read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT id, source, category_id, vector FROM images
                    WHERE collection_id = ? AND category_id IS NOT NULL AND vector IS NOT NULL ORDER BY vector
                    """, arguments: [collection]
            ).map(ImagePlacement.init)
        }
    }

    static func apply(_ change: CategoryChange, of collection: Int64, to database: Database) throws {
        switch change {
        case .create(let record):
            try naming(record.name) {
                try run(
                    "INSERT INTO categories (collection_id, id, name, created_at) VALUES (?, ?, ?, ?)",
                    [collection, record.id, record.name, record.createdAt.timeIntervalSince1970], in: database
                )
            }
            try run(
                "UPDATE collections SET next_category = max(next_category, ?) WHERE id = ?",
                [record.id + 1, collection], in: database)
        case .rename(let id, let name):
            try naming(name) {
                try run(
                    "UPDATE categories SET name = ? WHERE collection_id = ? AND id = ?",
                    [name, collection, id],
                    in: database)
            }
        case .delete(let id):
            try run(
                "UPDATE images SET category_id = NULL WHERE collection_id = ? AND category_id = ?",
                [collection, id], in: database)
            try run(
                "DELETE FROM categories WHERE collection_id = ? AND id = ?", [collection, id], in: database)
        case .prototype(let prototype):
            try run(
                "UPDATE categories SET count = ?, sum = ? WHERE collection_id = ? AND id = ?",
                [prototype.count, prototype.sum.bytes, collection, prototype.category], in: database)
        }
    }
}

extension [Double] {
    /// As a column holds them: 8 bytes each, little-endian.
    fileprivate var bytes: Data {
        var data = Data(capacity: 8 * count)
        for number in self {
            Swift.withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        return data
    }

    fileprivate init(bytes: Data) {
        self = bytes.withUnsafeBytes { buffer in
            (0..<buffer.count / 8).map { index in
                let bits = buffer.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)
                return Double(bitPattern: UInt64(littleEndian: bits))
            }
        }
    }
}
