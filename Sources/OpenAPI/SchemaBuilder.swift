import LookalikeJSON

/// Derives schemas by decoding each type from a decoder that records what it is asked for.
final class SchemaBuilder {
    /// What has been found out about a type that was decoded.
    private enum Entry {
        /// Its `init(from:)` is running.
        case begun(name: String, referred: Bool)
        case done(schema: Schema, value: Any)
    }

    private(set) var components: [String: Schema] = [:]
    private var owners: [String: ObjectIdentifier] = [:]
    private var entries: [ObjectIdentifier: Entry] = [:]

    init() {}

    init(copying other: SchemaBuilder) {
        components = other.components
        owners = other.owners
        entries = other.entries
    }

    /// The schema that stands where a `type` is used.
    func schema<T: Decodable>(for type: T.Type) throws -> Schema {
        if let describable = type as? any SchemaDescribable.Type { return describable.schema }
        if let container = type as? any SchemaContainer.Type { return try container.schema(in: self) }
        switch entries[ObjectIdentifier(type)] {
        case .begun(let name, _):
            entries[ObjectIdentifier(type)] = .begun(name: name, referred: true)
            return .reference(name)
        case .done(let schema, _):
            return schema
        case nil:
            return try derive(type)
        }
    }

    /// Some value of `type`, whose schema was asked for before; nil inside its own `init(from:)`.
    func placeholder<T: Decodable>(for type: T.Type) -> T? {
        if let describable = type as? any SchemaDescribable.Type {
            return describable.schemaPlaceholder as? T
        }
        if let container = type as? any SchemaContainer.Type { return container.emptyContainer as? T }
        if case .done(_, let value) = entries[ObjectIdentifier(type)] { return value as? T }
        return nil
    }

    private func derive<T: Decodable>(_ type: T.Type) throws -> Schema {
        let name = try claimName(of: type)
        let key = ObjectIdentifier(type)
        entries[key] = .begun(name: name, referred: false)
        do {
            var (schema, value, isNamed) = try cases(of: type) ?? decode(type)
            try document(&schema, of: type)
            if case .begun(_, referred: true) = entries[key] { isNamed = true }
            if isNamed {
                components[name] = schema
                schema = .reference(name)
            } else {
                owners[name] = nil
            }
            entries[key] = .done(schema: schema, value: value)
            return schema
        } catch {
            owners[name] = nil
            entries[key] = nil
            throw error
        }
    }

    /// An enum's schema and first case; nil where `type` is no enum, or one that can't be listed.
    private func cases<T: Decodable>(of type: T.Type) -> (schema: Schema, value: T, isNamed: Bool)? {
        guard let enumeration = type as? any CaseIterable.Type else { return nil }
        let cases = Self.allCases(of: enumeration)
        guard let first = cases.first as? T else { return nil }
        let raws = cases.map { ($0 as? any RawRepresentable)?.rawValue as Any }
        if let texts = raws as? [String] { return (.oneOf(texts), first, true) }
        guard let numbers = raws as? [Int] else { return nil }
        var schema = Schema(.integer)
        schema.enum = numbers.map { .int($0) }
        return (schema, first, true)
    }

    private static func allCases<T: CaseIterable>(of type: T.Type) -> [Any] {
        Array(type.allCases)
    }

    private func decode<T: Decodable>(_ type: T.Type) throws -> (schema: Schema, value: T, isNamed: Bool) {
        let record = SchemaRecord()
        do {
            let value = try T(from: RecordingDecoder(builder: self, record: record))
            return (record.schema, value, record.isObject)
        } catch let error as SchemaError {
            throw error
        } catch {
            throw SchemaError.notDerivable(
                type: String(reflecting: type), reason: String(describing: error))
        }
    }

    private func document<T>(_ schema: inout Schema, of type: T.Type) throws {
        guard let documented = type as? any SchemaDocumented.Type else { return }
        schema.description = documented.schemaDescription ?? schema.description
        for (key, doc) in documented.propertyDocs {
            guard var property = schema.properties?[key] else {
                throw SchemaError.unknownProperty(type: String(reflecting: type), key: key)
            }
            doc.apply(to: &property)
            schema.properties?[key] = property
        }
    }

    private func claimName<T>(of type: T.Type) throws -> String {
        let name = (type as? any SchemaDocumented.Type)?.schemaName ?? componentName(of: type)
        guard owners[name] == nil else { throw SchemaError.nameClash(name: name) }
        owners[name] = ObjectIdentifier(type)
        return name
    }
}

/// The name of a component (`[A-Za-z0-9._-]+`): the type's name after those of the types around it, without
/// its module: `Search.Match` is `SearchMatch`, `Page<Match>` is `Page_Match`.
private func componentName<T>(of type: T.Type) -> String {
    let reflected = String(reflecting: type)
    var names = [""]
    var depth = 0
    for character in reflected {
        switch character {
        case "(": depth += 1
        case ")": depth -= 1
        case _ where depth > 0: continue  // "(unknown context at $…)" of a private or local type
        case ".": names[names.count - 1] += "."
        case "<", ",": names.append("")
        case ">", " ": continue
        default: names[names.count - 1].append(character)
        }
    }
    return names.map { $0.split(separator: ".").dropFirst().joined() }.joined(separator: "_")
}
