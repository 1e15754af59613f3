internal import Foundation
internal import GRDB
internal import LookalikeJSON

extension SQLiteCatalogue {
    /// From the index of attributes alone: a look-up for each name, then one pass over its values.
    public func fields(
        in collection: Int64, values: Int, limit: Int
    ) async throws(CatalogueError) -> [AttributeField] {
        try await read { database in
            let next = try database.cachedStatement(
                sql: """
                    SELECT name FROM image_attributes WHERE collection_id = ? AND name > ? ORDER BY name LIMIT 1
                    """)
            let first = try database.cachedStatement(
                sql: "SELECT name FROM image_attributes WHERE collection_id = ? ORDER BY name LIMIT 1")
            var fields: [AttributeField] = []
            var name = try String.fetchOne(first, arguments: [collection])
            while let found = name, fields.count < limit {
                fields.append(try Self.field(found, in: collection, values: values, database))
                name = try String.fetchOne(next, arguments: [collection, found])
            }
            return fields
        }
    }

    private static func field(
        _ name: String, in collection: Int64, values: Int, _ database: Database
    ) throws -> AttributeField {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT value, COUNT(*) FROM image_attributes WHERE collection_id = ? AND name = ?
                    GROUP BY value ORDER BY value
                    """), arguments: [collection, name])
        var field = AttributeField(name: name)
        while let row = try rows.next() {
            field.count(JSONValue(stored: row[0]), images: row[1], limit: values)
        }
        return field
    }
}

extension JSONValue {
    /// A value as `image_attributes` has it: numbers and texts as they are, others as the bytes of their JSON.
    fileprivate init(stored value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .int(Int(number))
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .blob(let data):
            // The catalogue wrote it, so it is JSON.
            self = (try? JSONDecoder().decode(JSONValue.self, from: data)) ?? .null
        }
    }
}
