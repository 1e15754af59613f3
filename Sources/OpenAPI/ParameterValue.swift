public import LookalikeJSON

/// What the text of a parameter was read as.
public enum ParameterReading<Value> {
    /// The value that the text says.
    case value(Value)
    /// A number larger than `Value` can hold, or smaller.
    case beyond(isNegative: Bool)
    /// The text says no value of the type.
    case refused(ValidationIssue.Reason)
}

/// A type that the text of a query parameter or form field can be read as, by the rules of FastAPI
/// (pydantic 2, lax mode).
///
/// A `CaseIterable` enum of strings needs no more than to say that it conforms.
public protocol ParameterValue: Equatable, Sendable {
    /// The schema without default and bounds.
    static var parameterSchema: Schema { get }

    /// Reads a text as it was sent, decoded but not trimmed.
    static func read(_ text: String) -> ParameterReading<Self>

    /// The value as JSON has it.
    var json: JSONValue { get }

    /// Whether the value is within an upper bound; true where values have no order.
    func isAtMost(_ other: Self) -> Bool
}

extension ParameterValue {
    /// True: the type has no order, so no bounds.
    public func isAtMost(_ other: Self) -> Bool { true }
}

extension ParameterValue where Self: Comparable {
    /// By the type's own order.
    public func isAtMost(_ other: Self) -> Bool { self <= other }
}

extension String: ParameterValue {
    /// Any text.
    public static var parameterSchema: Schema { Schema(.string) }
    /// A string.
    public var json: JSONValue { .string(self) }
    /// The text itself; none is refused.
    public static func read(_ text: String) -> ParameterReading<String> { .value(text) }
}

extension Bool: ParameterValue {
    /// True or false.
    public static var parameterSchema: Schema { Schema(.boolean) }
    /// A boolean.
    public var json: JSONValue { .bool(self) }

    /// Reads the words and digits that FastAPI takes for true and false, in any case.
    public static func read(_ text: String) -> ParameterReading<Bool> {
        switch text.lowercased() {
        case "true", "t", "yes", "y", "on", "1": .value(true)
        case "false", "f", "no", "n", "off", "0": .value(false)
        default: .refused(.boolParsing)
        }
    }
}

extension ParameterValue where Self: CaseIterable & RawRepresentable, RawValue == String {
    /// One of the raw values.
    public static var parameterSchema: Schema { .oneOf(allCases.map(\.rawValue)) }
    /// The raw value.
    public var json: JSONValue { .string(rawValue) }

    /// Reads a raw value, in its own case; others are refused with a list of those that there are.
    public static func read(_ text: String) -> ParameterReading<Self> {
        Self(rawValue: text).map { .value($0) } ?? .refused(.literal(allCases.map(\.json)))
    }
}
