/// Any JSON value (RFC 8259): what a client may send where no fixed shape is asked for, such as the
/// attributes of an image.
///
/// A number without a fraction is read as `.int` where it fits 64 bits, whether it was written `1` or
/// `1.0`; any other number is a `.double`.
public enum JSONValue: Hashable, Sendable {
    /// The value `null`, unlike a member that is missing.
    case null
    /// True or false.
    case bool(Bool)
    /// A number without a fraction, within 64 bits.
    case int(Int)
    /// Any other number; finite.
    case double(Double)
    /// A text.
    case string(String)
    /// A list; its elements may be of different kinds.
    case array([JSONValue])
    /// Members by name; their order is not kept.
    case object([String: JSONValue])
}

extension JSONValue {
    /// The value under `key`; nil where there is none, or where this is not an object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The element at `index`; nil outside the array's bounds, or where this is not an array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text of a `.string`.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The number of an `.int`.
    public var intValue: Int? {
        if case .int(let value) = self { value } else { nil }
    }

    /// The number of a `.double` or an `.int`.
    public var doubleValue: Double? {
        switch self {
        case .double(let value): value
        case .int(let value): Double(value)
        default: nil
        }
    }

    /// The value of a `.bool`.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements of an `.array`.
    public var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members of an `.object`.
    public var objectValue: [String: JSONValue]? {
        if case .object(let value) = self { value } else { nil }
    }
}
