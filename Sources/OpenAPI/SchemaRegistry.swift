/// Derives schemas from types and gathers the components that they refer to.
///
/// Structs become components, named after the type, and are referred to by `$ref`; so do enums with cases
/// that are strings or integers, where they are `CaseIterable`. Property names are the coding keys. A
/// property that is decoded if present is not required and may be null. Types that wrap one value, and
/// standard types, have their schema written where they are used.
public struct SchemaRegistry {
    /// The components so far, by name.
    public var components: [String: Schema] { builder.components }

    private var builder = SchemaBuilder()

    /// A registry without components.
    public init() {}

    /// The schema of `type`, which refers to ``components`` for whatever has a name.
    public mutating func schema<T: Decodable>(for type: T.Type) throws(SchemaError) -> Schema {
        if !isKnownUniquelyReferenced(&builder) { builder = SchemaBuilder(copying: builder) }
        do {
            return try builder.schema(for: type)
        } catch {
            throw error as? SchemaError
                ?? .notDerivable(type: String(reflecting: type), reason: String(describing: error))
        }
    }
}

extension Schema {
    /// The schema of `type` with the components that it refers to. For several types that share
    /// components use a ``SchemaRegistry``.
    public static func derived<T: Decodable>(
        from type: T.Type
    ) throws(SchemaError) -> (schema: Schema, components: [String: Schema]) {
        var registry = SchemaRegistry()
        let schema = try registry.schema(for: type)
        return (schema, registry.components)
    }
}
