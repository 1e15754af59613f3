import LookalikeJSON

extension QueryParameter {
    /// The parameter's schema with default, bounds, allowed values and description.
    public var schema: Schema {
        var schema = Value.parameterSchema
        schema.description = description
        schema.default = defaultValue?.json
        schema.minimum = minimum?.json.doubleValue
        schema.maximum = maximum?.json.doubleValue
        if !allowed.isEmpty { schema.enum = allowed.map(\.json) }
        schema.minLength = lengths?.lowerBound
        schema.maxLength = lengths.flatMap { $0.upperBound == .max ? nil : $0.upperBound }
        return schema
    }
}

extension ParameterSpec {
    /// The parameter in the document; nil for a form's field, which is a property of the body's schema.
    public var openAPI: OpenAPIDocument.Parameter? {
        guard let place = OpenAPIDocument.Parameter.Location(rawValue: location.rawValue) else { return nil }
        var schema = schema
        let description = schema.description
        schema.description = nil
        return OpenAPIDocument.Parameter(
            name: name, in: place, description: description, required: isRequired, schema: schema)
    }
}

extension Schema {
    /// The schema of a form: fields that are parameters, and files by name.
    ///
    /// - Parameter files: the names of the file parts, all of them required.
    public static func form(fields: [any ParameterSpec] = [], files: [String] = []) -> Schema {
        var properties: [String: Schema] = [:]
        for field in fields { properties[field.name] = field.schema }
        for file in files { properties[file] = .file() }
        return .object(properties, required: files + fields.filter(\.isRequired).map(\.name))
    }
}
