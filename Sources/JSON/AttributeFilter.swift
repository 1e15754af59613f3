/// Selects images by their attributes.
///
/// An image without an attribute has no value under its name. It satisfies no ``values(_:_:)``, ``range(_:_:)`` or
/// ``exists(_:)`` that names it, and therefore satisfies the ``not(_:)`` of each. An attribute that is null exists;
/// its value null is in no range.
///
/// ```swift
/// // Shoes below 20 that are of any brand but one
/// AttributeFilter.all([
///     .values("kind", ["shoe"]),
///     .range("price", AttributeRange(below: .init(20, isIncluded: false))!),
///     .not(.values("brand", ["acme"])),
/// ])
/// ```
public indirect enum AttributeFilter: Sendable, Hashable {
    /// The attribute has one of these values; numbers are equal however they are written, and a number never equals a
    /// text.
    case values(String, [JSONValue])
    /// The attribute has a value in the range.
    case range(String, AttributeRange)
    /// The attribute exists, whatever its value.
    case exists(String)
    /// The opposite of the filter.
    case not(AttributeFilter)
    /// All of them are satisfied; if there are none, by every image.
    case all([AttributeFilter])
    /// At least one of them is satisfied; if there are none, by no image.
    case any([AttributeFilter])

    /// Each named attribute has one of its values.
    public init(_ conditions: [String: [JSONValue]]) {
        let conditions = conditions.sorted { $0.key < $1.key }.map { Self.values($0.key, $0.value) }
        self = conditions.count == 1 ? conditions[0] : .all(conditions)
    }
}

/// The values between two limits, one of which may be missing: numbers between numbers, texts between texts.
///
/// Texts are ordered by their Unicode code points, so dates and times in the same ISO 8601 format are in order.
public struct AttributeRange: Sendable, Hashable {
    /// One end of a range.
    public struct Limit: Sendable, Hashable {
        /// A number or a text.
        public let value: JSONValue
        /// Whether the value itself is in the range.
        public let isIncluded: Bool

        /// A value that is neither a number nor a text gives no range.
        public init(_ value: JSONValue, isIncluded: Bool) {
            self.value = value
            self.isIncluded = isIncluded
        }
    }

    /// What a range orders.
    public enum Kind: Sendable, Hashable {
        /// Numbers by size, texts by their code points.
        case numbers, texts
    }

    /// Nil if the range has no lower end.
    public let lower: Limit?
    /// Nil if the range has no upper end.
    public let upper: Limit?
    /// The kind of its values; values of other kinds are not in it.
    public let kind: Kind

    /// - Returns: nil if there is no limit, if one is neither a number nor a text, or if one is a number and the
    ///   other a text.
    public init?(above lower: Limit? = nil, below upper: Limit? = nil) {
        let kinds = [lower, upper].compactMap { $0 }.map { Self.kind(of: $0.value) }
        guard let first = kinds.first, let kind = first, kinds.allSatisfy({ $0 == kind }) else { return nil }
        self.lower = lower
        self.upper = upper
        self.kind = kind
    }

    private static func kind(of value: JSONValue) -> Kind? {
        switch value {
        case .int: .numbers
        case .double(let value): value.isFinite ? .numbers : nil
        case .string: .texts
        case .null, .bool, .array, .object: nil
        }
    }
}
