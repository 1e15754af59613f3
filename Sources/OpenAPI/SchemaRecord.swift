/// What one type's `init(from:)` asked its decoder for.
final class SchemaRecord {
    /// Whether a keyed container was asked for.
    private(set) var isObject = false
    private var properties: [String: Schema] = [:]
    private var required: [String] = []
    private var optional: Set<String> = []
    private var nullable: Set<String> = []
    private var nested: [String: SchemaRecord] = [:]

    private var isArray = false
    private var elements: [Schema] = []
    private var nestedElement: SchemaRecord?

    private var value: Schema?
    private var isNullable = false

    func beginObject() { isObject = true }

    func beginArray() { isArray = true }

    /// The key may be absent.
    func markOptional(_ key: String) { optional.insert(key) }

    /// The key's value may be null.
    func markNullable(_ key: String) { nullable.insert(key) }

    /// The value itself may be null.
    func markNullable() { isNullable = true }

    func recordProperty(_ key: String, _ schema: Schema) {
        properties[key] = schema
        if !optional.contains(key), !required.contains(key) { required.append(key) }
    }

    func recordElement(_ schema: Schema) {
        if !elements.contains(schema) { elements.append(schema) }
    }

    func recordValue(_ schema: Schema) { value = schema }

    /// The record of an object or array nested under `key`, with no type of its own.
    func nest(_ key: String) -> SchemaRecord {
        let record = nested[key] ?? SchemaRecord()
        nested[key] = record
        recordProperty(key, Schema())
        return record
    }

    /// The record of an object or array nested as an element, with no type of its own.
    func nestElement() -> SchemaRecord {
        let record = nestedElement ?? SchemaRecord()
        nestedElement = record
        return record
    }

    /// The schema of everything recorded.
    var schema: Schema {
        if isObject { return objectSchema }
        let schema = isArray ? arraySchema : value ?? Schema()
        return isNullable ? schema.nullable : schema
    }

    private var objectSchema: Schema {
        var members = properties.merging(nested.mapValues(\.schema)) { _, nested in nested }
        for key in nullable { members[key] = members[key]?.nullable }
        return .object(members, required: required)
    }

    private var arraySchema: Schema {
        let choices = elements + (nestedElement.map { [$0.schema] } ?? [])
        guard choices.count > 1 else { return .array(of: choices.first ?? Schema()) }
        var items = Schema()
        items.anyOf = choices
        return .array(of: items)
    }
}
