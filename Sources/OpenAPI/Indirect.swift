/// An optional property of a type that contains itself, coded as the bare value and left out where nil.
@propertyWrapper
public struct Indirect<Value> {
    /// No element or one: an array is the shortest indirection that value types have.
    private var storage: [Value]

    /// Stores the value, or nil.
    public init(wrappedValue: Value?) {
        storage = wrappedValue.map { [$0] } ?? []
    }

    /// The value; nil if there is none.
    public var wrappedValue: Value? {
        get { storage.first }
        set { storage = newValue.map { [$0] } ?? [] }
    }
}

extension Indirect: Sendable where Value: Sendable {}
extension Indirect: Equatable where Value: Equatable {}
extension Indirect: Hashable where Value: Hashable {}

extension Indirect: Codable where Value: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(wrappedValue: try decoder.singleValueContainer().decode(Value?.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

// Synthesised coding picks these up, so that a nil property has no key.
extension KeyedDecodingContainer {
    func decode<Value: Codable>(_: Indirect<Value>.Type, forKey key: Key) throws -> Indirect<Value> {
        Indirect(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    mutating func encode<Value: Codable>(_ value: Indirect<Value>, forKey key: Key) throws {
        try encodeIfPresent(value.wrappedValue, forKey: key)
    }
}
