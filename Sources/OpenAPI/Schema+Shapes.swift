import LookalikeJSON

extension Schema {
    /// A reference to the component `name`.
    public static func reference(_ name: String) -> Schema {
        var schema = Schema()
        schema.ref = "#/components/schemas/\(name)"
        return schema
    }

    /// An array of `items`.
    public static func array(of items: Schema) -> Schema {
        var schema = Schema(.array)
        schema.items = items
        return schema
    }

    /// An object with any members, each of which is a `values`.
    public static func dictionary(of values: Schema) -> Schema {
        var schema = Schema(.object)
        schema.additionalProperties = values
        return schema
    }

    /// An object with these properties.
    public static func object(_ properties: [String: Schema], required: [String] = []) -> Schema {
        var schema = Schema(.object)
        schema.properties = properties
        schema.required = required.isEmpty ? nil : required
        return schema
    }

    /// A string out of a fixed set.
    public static func oneOf(_ values: [String]) -> Schema {
        var schema = Schema(.string)
        schema.enum = values.map { .string($0) }
        return schema
    }

    /// An uploaded file, as a part of a form or as a whole body.
    ///
    /// OpenAPI 3.1 says `contentMediaType`; Swagger UI 5 shows a file picker for that in a property, but in
    /// an array of files only for 3.0's `format: binary` (swagger-ui issue 10825). Both are harmless.
    public static func file(description: String? = nil) -> Schema {
        var schema = Schema(.string, format: "binary", description: description)
        schema.contentMediaType = "application/octet-stream"
        return schema
    }

    /// This schema with null admitted besides.
    public var nullable: Schema {
        if self == Schema() { return self }
        var schema = self
        if let types = type?.types {
            guard !types.contains(.null) else { return self }
            schema.type = SchemaTypes(types + [.null])
            if let values = schema.enum { schema.enum = values + [.null] }
        } else if let choices = anyOf {
            guard !choices.contains(Schema(.null)) else { return self }
            schema.anyOf = choices + [Schema(.null)]
        } else {
            schema = Schema()
            schema.anyOf = [self, Schema(.null)]
        }
        return schema
    }
}
