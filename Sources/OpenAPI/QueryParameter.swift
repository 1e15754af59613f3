import LookalikeJSON

/// Where a parameter's text comes from.
public enum ParameterLocation: String, Sendable {
    /// After the `?` of the address; it may be sent without a value.
    case query
    /// A part of the path, always sent.
    case path
    /// A header line of the request.
    case header
    /// A field of a form. An empty one counts as left out, as with FastAPI.
    case body
}

/// A parameter without its type, for the document.
public protocol ParameterSpec: Sendable {
    /// As requests write it.
    var name: String { get }
    /// Where its text comes from.
    var location: ParameterLocation { get }
    /// Whether it must be sent.
    var isRequired: Bool { get }
    /// Its schema with default, bounds and description.
    var schema: Schema { get }
    /// What is wrong with its text, nil where it was not sent; nil where nothing is wrong.
    func problem(with text: String?) -> ValidationIssue?
}

/// A parameter of a request: what the document says of it, and how its text is read.
///
///     let topK = QueryParameter("top_k", default: 10, in: 1...100, description: "The most matches.")
///     let k = try topK.parse(query["top_k"]).get()
public struct QueryParameter<Value: ParameterValue>: ParameterSpec {
    /// As requests write it.
    public let name: String
    /// Where its text comes from.
    public let location: ParameterLocation
    /// Whether it must be sent.
    public let isRequired: Bool
    /// The value where none is sent.
    public let defaultValue: Value?
    /// The least and the greatest value, each of them allowed.
    public let minimum: Value?
    /// As ``minimum``; nil for no bound.
    public let maximum: Value?
    /// The values allowed; empty for any.
    public let allowed: [Value]
    /// The length in characters of text.
    public let lengths: ClosedRange<Int>?
    /// CommonMark; nil for none.
    public let description: String?

    /// A parameter that may be left out: then it is `default`, or nil where there is none.
    public init(
        _ name: String, default: Value? = nil, minimum: Value? = nil, maximum: Value? = nil,
        allowed: [Value] = [], lengths: ClosedRange<Int>? = nil, location: ParameterLocation = .query,
        isRequired: Bool = false, description: String? = nil
    ) {
        self.name = name
        self.location = location
        self.isRequired = isRequired || location == .path
        self.defaultValue = `default`
        self.minimum = minimum
        self.maximum = maximum
        self.allowed = allowed
        self.lengths = lengths
        self.description = description
    }

    /// A parameter with a default and bounds.
    public init(
        _ name: String, default: Value, in range: ClosedRange<Value>, location: ParameterLocation = .query,
        description: String? = nil
    ) where Value: Comparable {
        self.init(
            name, default: `default`, minimum: range.lowerBound, maximum: range.upperBound,
            location: location, description: description)
    }

    /// A parameter that must be sent.
    public static func required(
        _ name: String, allowed: [Value] = [], lengths: ClosedRange<Int>? = nil,
        location: ParameterLocation = .query, description: String? = nil
    ) -> Self {
        Self(
            name, allowed: allowed, lengths: lengths, location: location, isRequired: true,
            description: description)
    }

    /// The value of a parameter's text, or its default; where it has neither, an issue of type `missing`.
    ///
    /// - Parameter text: decoded; nil where the parameter was not sent. Of several, FastAPI takes the last.
    public func parse(_ text: String?) -> Result<Value, ValidationIssue> {
        parseIfPresent(text).flatMap { value in
            value.map { .success($0) } ?? .failure(issue(.missing, input: .null))
        }
    }

    /// The value of a parameter's text, or its default, or nil where it has neither and isn't required.
    public func parseIfPresent(_ text: String?) -> Result<Value?, ValidationIssue> {
        guard let text, !(location == .body && text.isEmpty) else {
            let isMissing = isRequired && defaultValue == nil
            return isMissing ? .failure(issue(.missing, input: .null)) : .success(defaultValue)
        }
        switch check(Value.read(text), text) {
        case .value(let value): return .success(value)
        case .refused(let reason): return .failure(issue(reason, input: .string(text)))
        case .beyond: return .failure(issue(.intParsingSize, input: .string(text)))
        }
    }

    /// What is wrong with a text, or with nothing sent; nil if it can be read.
    public func problem(with text: String?) -> ValidationIssue? {
        if case .failure(let issue) = parseIfPresent(text) { return issue }
        return nil
    }

    private func issue(_ reason: ValidationIssue.Reason, input: JSONValue) -> ValidationIssue {
        ValidationIssue(reason, at: [.string(location.rawValue), .string(name)], input: input)
    }

    /// A reading held against bounds and allowed values, in pydantic's order.
    private func check(_ reading: ParameterReading<Value>, _ text: String) -> ParameterReading<Value> {
        switch reading {
        case .refused: return reading
        case .beyond(let isNegative):
            let bound = isNegative ? minimum : maximum
            guard let bound else { return reading }
            return .refused(isNegative ? .greaterThanEqual(bound.json) : .lessThanEqual(bound.json))
        case .value(let value):
            return violation(of: value, text).map { .refused($0) } ?? reading
        }
    }

    private func violation(of value: Value, _ text: String) -> ValidationIssue.Reason? {
        if let maximum, !value.isAtMost(maximum) { return .lessThanEqual(maximum.json) }
        if let minimum, !minimum.isAtMost(value) { return .greaterThanEqual(minimum.json) }
        if case .double(let number) = value.json, !number.isFinite { return .finiteNumber }
        if !allowed.isEmpty, !allowed.contains(value) { return .literal(allowed.map(\.json)) }
        guard let lengths else { return nil }
        let length = text.unicodeScalars.count
        if length < lengths.lowerBound { return .stringTooShort(minimum: lengths.lowerBound) }
        return length > lengths.upperBound ? .stringTooLong(maximum: lengths.upperBound) : nil
    }
}
