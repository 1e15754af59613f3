public import JSON

/// The type keyword of JSON Schema.
public enum SchemaType: String, Codable, Hashable, Sendable {
    case null, boolean, integer, number, string, array, object
}

/// A schema of JSON Schema 2020-12, which OpenAPI 3.1 uses: the keywords that this server needs.
///
/// The empty schema, `Schema()`, admits anything.
public struct Schema: Codable, Hashable, Sendable {
    /// A reference to a schema: `#/components/schemas/Name`.
    public var ref: String?
    public var title: String?
    public var description: String?
    /// The types admitted: none named for any, two for a nullable one.
    public var type: SchemaTypes?
    public var format: String?
    /// What a string holds, as a media type.
    public var contentMediaType: String?
    public var contentEncoding: String?
    public var `enum`: [JSONValue]?
    public var `default`: JSONValue?
    public var examples: [JSONValue]?
    public var minimum: Double?
    public var maximum: Double?
    public var exclusiveMinimum: Double?
    public var exclusiveMaximum: Double?
    public var minLength: Int?
    public var maxLength: Int?
    public var pattern: String?
    public var minItems: Int?
    public var maxItems: Int?
    /// The schema of an array's elements.
    @Indirect public var items: Schema?
    public var properties: [String: Schema]?
    public var required: [String]?
    /// The schema of an object's members other than `properties`.
    @Indirect public var additionalProperties: Schema?
    public var anyOf: [Schema]?
    public var allOf: [Schema]?
    public var deprecated: Bool?

    /// The schema that admits anything, or any value of one type.
    public init(_ type: SchemaType? = nil, format: String? = nil, description: String? = nil) {
        self.type = type.map { SchemaTypes([$0]) }
        self.format = format
        self.description = description
    }

    private enum CodingKeys: String, CodingKey {
        case ref = "$ref"
        case title, description, type, format, contentMediaType, contentEncoding, `enum`, `default`
        case examples, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, pattern
        case minItems, maxItems, items, properties, required, additionalProperties, anyOf, allOf, deprecated
    }
}

/// One type or several, coded as a string or as an array of strings.
public struct SchemaTypes: Codable, Hashable, Sendable {
    public var types: [SchemaType]

    public init(_ types: [SchemaType]) {
        self.types = types
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let type = try? container.decode(SchemaType.self) {
            types = [type]
        } else {
            types = try container.decode([SchemaType].self)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if types.count == 1 {
            try container.encode(types[0])
        } else {
            try container.encode(types)
        }
    }
}
