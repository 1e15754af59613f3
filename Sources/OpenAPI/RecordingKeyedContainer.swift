/// Records the properties of an object.
///
/// The standard `decodeIfPresent` calls `contains`, `decodeNil` and `decode` in turn, which is how an
/// optional property is known.
struct RecordingKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let builder: SchemaBuilder
    let record: SchemaRecord

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool {
        record.markOptional(key.stringValue)
        return true
    }

    func decodeNil(forKey key: Key) -> Bool {
        record.markNullable(key.stringValue)
        return false
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let (schema, placeholder) = try builder.describe(type)
        record.recordProperty(key.stringValue, schema)
        return placeholder
    }

    /// A type may have an optional of itself, of which there is no placeholder yet.
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        record.markOptional(key.stringValue)
        record.markNullable(key.stringValue)
        record.recordProperty(key.stringValue, try builder.schema(for: type))
        return builder.placeholder(for: type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedDecodingContainer<NestedKey> {
        RecordingDecoder(builder: builder, record: record.nest(key.stringValue)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        RecordingDecoder(builder: builder, record: record.nest(key.stringValue)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { throw refuseSuperDecoder() }

    func superDecoder(forKey key: Key) throws -> any Decoder { throw refuseSuperDecoder() }
}
