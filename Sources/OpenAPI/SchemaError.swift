/// Why the schema of a type could not be derived: a mistake in the program, found when the document is made.
public enum SchemaError: Error, Hashable, Sendable {
    /// The type's `init(from:)` refused the placeholders that it was given, or used a decoder's feature that
    /// leaves no trace. Conform it to ``SchemaDescribable``, or an enum to `CaseIterable`.
    case notDerivable(type: String, reason: String)
    /// ``SchemaDocumented/propertyDocs`` describes a property that the type doesn't have.
    case unknownProperty(type: String, key: String)
    /// Two types would have the same component name. Give one a ``SchemaDocumented/schemaName``.
    case nameClash(name: String)
}

extension SchemaError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notDerivable(let type, let reason):
            "The schema of \(type) can't be derived: \(reason)"
        case .unknownProperty(let type, let key):
            "\(type) documents the property '\(key)', which it doesn't have."
        case .nameClash(let name):
            "Two types have the schema name '\(name)'."
        }
    }
}
