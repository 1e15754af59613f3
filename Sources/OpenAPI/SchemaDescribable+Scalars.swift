public import LookalikeJSON

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Bool: SchemaDescribable {
    /// True or false.
    public static var schema: Schema { Schema(.boolean) }
    /// Never sent.
    public static var schemaPlaceholder: Bool { false }
}

extension String: SchemaDescribable {
    /// Any text.
    public static var schema: Schema { Schema(.string) }
    /// Never sent.
    public static var schemaPlaceholder: String { "" }
}

extension Double: SchemaDescribable {
    /// A number.
    public static var schema: Schema { Schema(.number) }
    /// Never sent.
    public static var schemaPlaceholder: Double { 0 }
}

extension Float: SchemaDescribable {
    /// A number.
    public static var schema: Schema { Schema(.number) }
    /// Never sent.
    public static var schemaPlaceholder: Float { 0 }
}

extension SchemaDescribable where Self: FixedWidthInteger {
    /// An integer, not below 0 where the type has no sign.
    public static var schema: Schema {
        var schema = Schema(.integer)
        if !isSigned { schema.minimum = 0 }
        return schema
    }
    /// Never sent.
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
    /// A date and time with its zone.
    public static var schema: Schema { Schema(.string, format: "date-time") }
    /// Never sent.
    public static var schemaPlaceholder: Date { Date(timeIntervalSinceReferenceDate: 0) }
}

extension UUID: SchemaDescribable {
    /// A UUID, in the format of RFC 9562.
    public static var schema: Schema { Schema(.string, format: "uuid") }
    /// Never sent.
    public static var schemaPlaceholder: UUID { UUID() }
}

extension URL: SchemaDescribable {
    /// An address.
    public static var schema: Schema { Schema(.string, format: "uri") }
    /// Never sent.
    public static var schemaPlaceholder: URL { URL(filePath: "/") }
}

/// As `JSONEncoder` writes it: base64.
extension Data: SchemaDescribable {
    /// Text that holds bytes as base64.
    public static var schema: Schema {
        var schema = Schema(.string)
        schema.contentEncoding = "base64"
        return schema
    }
    /// Never sent.
    public static var schemaPlaceholder: Data { Data() }
}

extension JSONValue: SchemaDescribable {
    /// Anything.
    public static var schema: Schema { Schema() }
    /// Never sent.
    public static var schemaPlaceholder: JSONValue { .null }
}
