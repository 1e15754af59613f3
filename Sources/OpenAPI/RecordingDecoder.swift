/// Answers whatever a type asks for with placeholders, and records it.
struct RecordingDecoder: Decoder {
    let builder: SchemaBuilder
    let record: SchemaRecord

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        record.beginObject()
        return KeyedDecodingContainer(RecordingKeyedContainer<Key>(builder: builder, record: record))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        record.beginArray()
        return RecordingUnkeyedContainer(builder: builder, record: record)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        RecordingSingleValueContainer(builder: builder, record: record)
    }
}

extension SchemaBuilder {
    /// The schema and a placeholder of `type`.
    ///
    /// - Throws: ``SchemaError/notDerivable(type:reason:)`` for a type that directly contains itself.
    func describe<T: Decodable>(_ type: T.Type) throws -> (schema: Schema, placeholder: T) {
        let schema = try schema(for: type)
        guard let placeholder = placeholder(for: type) else {
            throw SchemaError.notDerivable(
                type: String(reflecting: type),
                reason: "it contains itself other than as an optional or array")
        }
        return (schema, placeholder)
    }
}

/// A type that inherits its coding can't be followed: the parent's keys would be recorded as nested.
func refuseSuperDecoder() -> SchemaError {
    .notDerivable(type: "a class", reason: "it uses superDecoder()")
}
