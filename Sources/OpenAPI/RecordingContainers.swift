/// Records the elements of an array, which has one of each kind that is asked for.
struct RecordingUnkeyedContainer: UnkeyedDecodingContainer {
    let builder: SchemaBuilder
    let record: SchemaRecord

    var codingPath: [any CodingKey] { [] }
    var count: Int? { nil }
    var isAtEnd: Bool { currentIndex > 0 }
    private(set) var currentIndex = 0

    init(builder: SchemaBuilder, record: SchemaRecord) {
        self.builder = builder
        self.record = record
    }

    func decodeNil() -> Bool { false }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (schema, placeholder) = try builder.describe(type)
        record.recordElement(schema)
        currentIndex += 1
        return placeholder
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) -> KeyedDecodingContainer<NestedKey> {
        currentIndex += 1
        return RecordingDecoder(builder: builder, record: record.nestElement()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer {
        currentIndex += 1
        return RecordingDecoder(builder: builder, record: record.nestElement()).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { throw refuseSuperDecoder() }
}

/// Records the one value that a type wraps.
struct RecordingSingleValueContainer: SingleValueDecodingContainer {
    let builder: SchemaBuilder
    let record: SchemaRecord

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool {
        record.markNullable()
        return false
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (schema, placeholder) = try builder.describe(type)
        record.recordValue(schema)
        return placeholder
    }
}
