public import JSON

/// What the text of a parameter was read as.
public enum ParameterReading<Value> {
    case value(Value)
    /// A number larger than `Value` can hold, or smaller.
    case beyond(isNegative: Bool)
    case refused(ValidationIssue.Reason)
}

/// A type that the text of a query parameter or form field can be read as, by the rules of FastAPI
/// (pydantic 2, lax mode).
///
/// A `CaseIterable` enum of strings needs no more than to say that it conforms.
public protocol ParameterValue: Equatable, Sendable {
    /// The schema without default and bounds.
    static var parameterSchema: Schema { get }

    static func read(_ text: String) -> ParameterReading<Self>

    /// The value as JSON has it.
    var json: JSONValue { get }

    /// Whether the value is within an upper bound; true where values have no order.
    func isAtMost(_ other: Self) -> Bool
}

extension ParameterValue {
    public func isAtMost(_ other: Self) -> Bool { true }
}

extension ParameterValue where Self: Comparable {
    public func isAtMost(_ other: Self) -> Bool { self <= other }
}

extension String: ParameterValue {
    public static var parameterSchema: Schema { Schema(.string) }
    public var json: JSONValue { .string(self) }
    public static func read(_ text: String) -> ParameterReading<String> { .value(text) }
}

extension Bool: ParameterValue {
    public static var parameterSchema: Schema { Schema(.boolean) }
    public var json: JSONValue { .bool(self) }

    public static func read(_ text: String) -> ParameterReading<Bool> {
        switch text.lowercased() {
        case "true", "t", "yes", "y", "on", "1": .value(true)
        case "false", "f", "no", "n", "off", "0": .value(false)
        default: .refused(.boolParsing)
        }
    }
}

extension ParameterValue where Self: CaseIterable & RawRepresentable, RawValue == String {
    public static var parameterSchema: Schema { .oneOf(allCases.map(\.rawValue)) }
    public var json: JSONValue { .string(rawValue) }

    public static func read(_ text: String) -> ParameterReading<Self> {
        Self(rawValue: text).map { .value($0) } ?? .refused(.literal(allCases.map(\.json)))
    }
}
