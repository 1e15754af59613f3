public import LookalikeJSON

/// The type keyword of JSON Schema.
public enum SchemaType: String, Codable, Hashable, Sendable {
    /// The types of JSON; `integer` is a number without a fraction.
    case null, boolean, integer, number, string, array, object
}

/// A schema of JSON Schema 2020-12, which OpenAPI 3.1 uses: the keywords that this server needs.
///
/// The empty schema, `Schema()`, admits anything.
public struct Schema: Codable, Hashable, Sendable {
    /// A reference to a schema: `#/components/schemas/Name`.
    public var ref: String?
    /// A name for people.
    public var title: String?
    public var description: String?
    /// The types admitted: none named for any, two for a nullable one.
    public var type: SchemaTypes?
    /// The kind of text or number, such as `date-time`; it is not checked here.
    public var format: String?
    /// What a string holds, as a media type.
    public var contentMediaType: String?
    /// How a string holds bytes: `base64`.
    public var contentEncoding: String?
    /// The values admitted; nil for all.
    public var `enum`: [JSONValue]?
    /// The value that holds where none is sent.
    public var `default`: JSONValue?
    /// Values as they may be.
    public var examples: [JSONValue]?
    /// The least number admitted.
    public var minimum: Double?
    /// The greatest number admitted.
    public var maximum: Double?
    /// Numbers must be above this one.
    public var exclusiveMinimum: Double?
    /// Numbers must be below this one.
    public var exclusiveMaximum: Double?
    /// The least length of a string, in characters.
    public var minLength: Int?
    /// The greatest length of a string, in characters.
    public var maxLength: Int?
    /// A regular expression that a string matches.
    public var pattern: String?
    /// The least number of an array's elements.
    public var minItems: Int?
    /// The greatest number of an array's elements.
    public var maxItems: Int?
    /// The schema of an array's elements.
    @Indirect public var items: Schema?
    public var properties: [String: Schema]?
    /// The members that an object must have.
    public var required: [String]?
    /// The schema of an object's members other than `properties`.
    @Indirect public var additionalProperties: Schema?
    public var anyOf: [Schema]?
    /// Schemas that must all admit the value.
    public var allOf: [Schema]?
    /// Whether clients should stop using it; nil means false.
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
    /// The types, at least one.
    public var types: [SchemaType]

    /// Several types, of which a value has one.
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
