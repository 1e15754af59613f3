internal import LookalikeJSON

/// A value of an image's attribute, as JSON has it. Literals can be written as they are:
/// `["brand": "acme", "price": 12, "isNew": true]`.
///
/// A number without a fraction is the same value as ``int(_:)`` and as ``double(_:)``, and is read back as the former.
public enum AttributeValue: Sendable, Hashable {
    /// A value that is known to be empty, unlike an attribute that is missing.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// Finite.
    case double(Double)
    /// A text.
    case string(String)
    /// A list; its values may be of different kinds.
    case array([AttributeValue])
    /// Values by name.
    case object([String: AttributeValue])
}

extension AttributeValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral
{
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
}

extension AttributeValue {
    init(_ value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .double(let value): .double(value)
            case .string(let value): .string(value)
            case .array(let values): .array(values.map { AttributeValue($0) })
            case .object(let members): .object(members.mapValues { AttributeValue($0) })
            }
    }

    /// Numbers as the engine has them that reads them from JSON.
    ///
    /// - Throws: ``LookalikeError/invalidArgument(_:)`` for a number that is not finite.
    var json: JSONValue {
        get throws(LookalikeError) {
            switch self {
            case .null: return .null
            case .bool(let value): return .bool(value)
            case .int(let value): return .int(value)
            case .double(let value):
                guard value.isFinite else {
                    throw .invalidArgument("An attribute can't have the number \(value).")
                }
                return Int(exactly: value).map { .int($0) } ?? .double(value)
            case .string(let value): return .string(value)
            case .array(let values):
                var converted: [JSONValue] = []
                for value in values { converted.append(try value.json) }
                return .array(converted)
            case .object(let members):
                var converted: [String: JSONValue] = [:]
                for (name, value) in members { converted[name] = try value.json }
                return .object(converted)
            }
        }
    }
}
