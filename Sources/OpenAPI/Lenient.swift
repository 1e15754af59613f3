/// An optional property that is also read from a string, as Pydantic's lax mode does: `"5"` for 5, `"true"` for true. Left
/// out where nil.
@propertyWrapper
public struct Lenient<Value: LenientValue> {
    /// Nil where nothing was sent, or null.
    public var wrappedValue: Value?

    /// Stores the value, or nil.
    public init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }
}

/// What may come as a string.
public protocol LenientValue: Codable, Sendable {
    /// Nil for a text that is no such value.
    init?(lenient text: String)
}

extension Int: LenientValue {
    /// Reads a decimal integer.
    public init?(lenient text: String) { self.init(text) }
}

extension Double: LenientValue {
    /// Reads a decimal number; nil for one that is infinite or no number.
    public init?(lenient text: String) {
        guard let value = Double(text), value.isFinite else { return nil }
        self = value
    }
}

extension Bool: LenientValue {
    /// Reads the words and digits that FastAPI takes for true and false, in any case.
    public init?(lenient text: String) {
        switch text.lowercased() {
        case "true", "1", "yes", "y", "on", "t": self = true
        case "false", "0", "no", "n", "off", "f": self = false
        default: return nil
        }
    }
}

extension Lenient: Sendable {}
extension Lenient: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(wrappedValue: try decoder.singleValueContainer().decode(Value?.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

// Synthesised coding picks these up.
extension KeyedDecodingContainer {
    /// Takes the value itself, or a string that says it; nil where the key is missing.
    public func decode<Value: LenientValue>(_: Lenient<Value>.Type, forKey key: Key) throws -> Lenient<Value>
    {
        do {
            return Lenient(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
        } catch {
            // A truth value may be 0 or 1.
            let number = Value.self == Bool.self ? try? decode(Int.self, forKey: key) : nil
            guard let text = try? number.map(String.init) ?? decode(String.self, forKey: key),
                let value = Value(lenient: text)
            else { throw error }
            return Lenient(wrappedValue: value)
        }
    }
}

extension KeyedEncodingContainer {
    /// Writes nothing for nil.
    public mutating func encode<Value: LenientValue>(_ value: Lenient<Value>, forKey key: Key) throws {
        try encodeIfPresent(value.wrappedValue, forKey: key)
    }
}
