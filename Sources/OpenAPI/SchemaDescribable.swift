public import LookalikeJSON

/// A type that states its own schema, for those that can't be derived by decoding: checked strings, enums
/// without `CaseIterable`, values with a representation of their own.
public protocol SchemaDescribable: Decodable {
    /// The schema of a value; it stands where the type is used, not among the components.
    static var schema: Schema { get }

    /// Any value: what the schema of a type with such a property is derived with.
    static var schemaPlaceholder: Self { get }
}

/// A type that describes itself and its properties for the readers of the document.
public protocol SchemaDocumented {
    /// The component's name; by default the type's name with those of the types around it.
    static var schemaName: String? { get }

    /// What a value is, in CommonMark.
    static var schemaDescription: String? { get }

    /// What is to be said about properties, by coding key. A key that the type doesn't have is an error
    /// when its schema is derived.
    static var propertyDocs: [String: PropertyDoc] { get }
}

extension SchemaDocumented {
    /// Nil: the schema stands where it is used.
    public static var schemaName: String? { nil }
    /// Nil: no description.
    public static var schemaDescription: String? { nil }
    /// Nothing: properties are described by their types alone.
    public static var propertyDocs: [String: PropertyDoc] { [:] }
}

/// What the document says about one property beside its type.
public struct PropertyDoc: Hashable, Sendable {
    /// CommonMark.
    public var description: String?
    /// A value as it may be.
    public var example: JSONValue?
    /// The value that holds where the property is left out.
    public var `default`: JSONValue?
    /// The least number admitted.
    public var minimum: Double?
    /// The greatest number admitted.
    public var maximum: Double?
    /// In place of the format of the property's type; nil keeps that.
    public var format: String?
    /// A regular expression that a text matches.
    public var pattern: String?
    /// The texts allowed; empty for any.
    public var allowed: [String]
    /// Whether clients should stop using it.
    public var deprecated: Bool

    /// What is not given is left out of the schema.
    public init(
        _ description: String? = nil, example: JSONValue? = nil, default: JSONValue? = nil,
        minimum: Double? = nil, maximum: Double? = nil, format: String? = nil, pattern: String? = nil,
        allowed: [String] = [], deprecated: Bool = false
    ) {
        self.description = description
        self.example = example
        self.default = `default`
        self.minimum = minimum
        self.maximum = maximum
        self.format = format
        self.pattern = pattern
        self.allowed = allowed
        self.deprecated = deprecated
    }

    /// Writes what is said here over `schema`.
    func apply(to schema: inout Schema) {
        schema.description = description ?? schema.description
        schema.examples = example.map { [$0] } ?? schema.examples
        schema.default = `default` ?? schema.default
        schema.minimum = minimum ?? schema.minimum
        schema.maximum = maximum ?? schema.maximum
        schema.format = format ?? schema.format
        schema.pattern = pattern ?? schema.pattern
        if !allowed.isEmpty {
            let isNullable = schema.type?.types.contains(.null) == true
            schema.enum = allowed.map { .string($0) } + (isNullable ? [.null] : [])
        }
        schema.deprecated = deprecated ? true : schema.deprecated
    }
}

extension PropertyDoc: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
