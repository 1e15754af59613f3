public import JSON

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Bool: SchemaDescribable {
    public static var schema: Schema { Schema(.boolean) }
    public static var schemaPlaceholder: Bool { false }
}

extension String: SchemaDescribable {
    public static var schema: Schema { Schema(.string) }
    public static var schemaPlaceholder: String { "" }
}

extension Double: SchemaDescribable {
    public static var schema: Schema { Schema(.number) }
    public static var schemaPlaceholder: Double { 0 }
}

extension Float: SchemaDescribable {
    public static var schema: Schema { Schema(.number) }
    public static var schemaPlaceholder: Float { 0 }
}

extension SchemaDescribable where Self: FixedWidthInteger {
    public static var schema: Schema {
        var schema = Schema(.integer)
        if !isSigned { schema.minimum = 0 }
        return schema
    }
    public static var schemaPlaceholder: Self { 0 }
}

extension Int: SchemaDescribable {}
extension Int8: SchemaDescribable {}
extension Int16: SchemaDescribable {}
extension Int32: SchemaDescribable {}
extension Int64: SchemaDescribable {}
extension UInt: SchemaDescribable {}
extension UInt8: SchemaDescribable {}
extension UInt16: SchemaDescribable {}
extension UInt32: SchemaDescribable {}
extension UInt64: SchemaDescribable {}

/// As `JSONEncoder.DateEncodingStrategy.iso8601` writes it (RFC 3339).
extension Date: SchemaDescribable {
    public static var schema: Schema { Schema(.string, format: "date-time") }
    public static var schemaPlaceholder: Date { Date(timeIntervalSinceReferenceDate: 0) }
}

extension UUID: SchemaDescribable {
    public static var schema: Schema { Schema(.string, format: "uuid") }
    public static var schemaPlaceholder: UUID { UUID() }
}

extension URL: SchemaDescribable {
    public static var schema: Schema { Schema(.string, format: "uri") }
    public static var schemaPlaceholder: URL { URL(filePath: "/") }
}

/// As `JSONEncoder` writes it: base64.
extension Data: SchemaDescribable {
    public static var schema: Schema {
        var schema = Schema(.string)
        schema.contentEncoding = "base64"
        return schema
    }
    public static var schemaPlaceholder: Data { Data() }
}

extension JSONValue: SchemaDescribable {
    public static var schema: Schema { Schema() }
    public static var schemaPlaceholder: JSONValue { .null }
}
