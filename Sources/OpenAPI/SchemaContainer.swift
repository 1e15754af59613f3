/// A standard library type around other types. It is known by its type alone, so that a type may contain
/// arrays or optionals of itself.
protocol SchemaContainer {
    static func schema(in builder: SchemaBuilder) throws -> Schema
    static var emptyContainer: Self { get }
}

extension Optional: SchemaContainer where Wrapped: Decodable {
    static func schema(in builder: SchemaBuilder) throws -> Schema {
        try builder.schema(for: Wrapped.self).nullable
    }
    static var emptyContainer: Wrapped? { .none }
}

extension Array: SchemaContainer where Element: Decodable {
    static func schema(in builder: SchemaBuilder) throws -> Schema {
        .array(of: try builder.schema(for: Element.self))
    }
    static var emptyContainer: [Element] { [] }
}

extension Set: SchemaContainer where Element: Decodable {
    static func schema(in builder: SchemaBuilder) throws -> Schema {
        .array(of: try builder.schema(for: Element.self))
    }
    static var emptyContainer: Set<Element> { [] }
}

extension Dictionary: SchemaContainer where Key == String, Value: Decodable {
    static func schema(in builder: SchemaBuilder) throws -> Schema {
        .dictionary(of: try builder.schema(for: Value.self))
    }
    static var emptyContainer: [String: Value] { [:] }
}
