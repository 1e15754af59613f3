/// Why a JSON object is no filter.
public enum AttributeFilterProblem: Error, Sendable, Equatable {
    /// The text completes a sentence: "The filter can't be used: ….".
    case invalid(String)
    /// The member at a path in the object names no condition.
    case unknownCondition(at: [JSONValue], value: JSONValue)
}

extension AttributeFilterProblem: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .invalid(let detail): "The filter can't be used: \(detail)."
        case .unknownCondition(let path, _):
            "The filter can't be used: there is no condition '\(path.last?.stringValue ?? "")'."
        }
    }
}

extension AttributeFilter {
    /// A filter as clients write it: each name with a value, a list of values, or conditions (`gt`, `gte`, `lt`, `lte`,
    /// `in`, `not`, `exists`); `any` and `all` with a list of such objects.
    ///
    /// - Throws: ``AttributeFilterProblem``.
    public init(reading document: [String: JSONValue]) throws(AttributeFilterProblem) {
        var reader = FilterReader()
        self = try reader.filter(document, at: [])
    }
}

/// Reads a filter as clients write it.
private struct FilterReader {
    // Each is a look-up.
    private static let mostConditions = 64
    private static let mostValues = 1000

    private var conditions = 0
    private var values = 0

    private enum Condition: String {
        case gt, gte, lt, lte, `in`, not, exists

        /// Those of a range.
        var isLimit: Bool {
            switch self {
            case .gt, .gte, .lt, .lte: true
            case .in, .not, .exists: false
            }
        }
    }

    mutating func filter(_ document: [String: JSONValue], at loc: [JSONValue]) throws(AttributeFilterProblem)
        -> AttributeFilter
    {
        var filters: [AttributeFilter] = []
        for (name, value) in document.sorted(by: { $0.key < $1.key }) {
            let place = loc + [.string(name)]
            if let combined = try combination(name, value, at: place) {
                filters += combined
            } else {
                filters.append(try condition(of: name, value, at: place))
            }
        }
        return filters.count == 1 ? filters[0] : .all(filters)
    }

    /// A list of filters under `any` or `all`; nil where it is an attribute of that name: no value of one is an object.
    private mutating func combination(
        _ name: String, _ value: JSONValue, at loc: [JSONValue]
    ) throws(AttributeFilterProblem) -> [AttributeFilter]? {
        guard name == "any" || name == "all", let list = value.arrayValue, !list.isEmpty else { return nil }
        let documents = list.compactMap(\.objectValue)
        guard documents.count == list.count else { return nil }
        guard documents.allSatisfy({ !$0.isEmpty }) else {
            throw .invalid("a filter in its '\(name)' is empty")
        }
        var filters: [AttributeFilter] = []
        for (place, document) in documents.enumerated() {
            filters.append(try filter(document, at: loc + [.int(place)]))
        }
        return name == "any" ? [.any(filters)] : filters
    }

    /// A value, a list of values, or conditions.
    private mutating func condition(
        of name: String, _ value: JSONValue, at loc: [JSONValue]
    ) throws(AttributeFilterProblem) -> AttributeFilter {
        guard let members = value.objectValue else {
            try count(conditions: 1)
            return .values(name, try scalars(value.arrayValue ?? [value]))
        }
        var filters: [AttributeFilter] = []
        var limits: [Condition: JSONValue] = [:]
        for (key, operand) in members.sorted(by: { $0.key < $1.key }) {
            guard let condition = Condition(rawValue: key) else {
                throw .unknownCondition(at: loc + [.string(key)], value: operand)
            }
            if condition.isLimit {
                limits[condition] = operand
            } else {
                filters.append(try filter(of: name, condition, operand, at: loc + [.string(key)]))
            }
        }
        if !limits.isEmpty { filters.append(.range(name, try range(limits))) }
        guard let first = filters.first else {
            throw .invalid("'\(name)' has no condition")
        }
        return filters.count == 1 ? first : .all(filters)
    }

    private mutating func filter(
        of name: String, _ condition: Condition, _ operand: JSONValue, at loc: [JSONValue]
    ) throws(AttributeFilterProblem) -> AttributeFilter {
        switch condition {
        case .in:
            guard let list = operand.arrayValue else {
                throw .invalid("'in' has a list of values")
            }
            try count(conditions: 1)
            return .values(name, try scalars(list))
        case .exists:
            guard let isThere = operand.boolValue else {
                throw .invalid("'exists' is true or false")
            }
            try count(conditions: 1)
            return isThere ? .exists(name) : .not(.exists(name))
        case .not, .gt, .gte, .lt, .lte:
            return .not(try self.condition(of: name, operand, at: loc))
        }
    }

    private mutating func range(_ limits: [Condition: JSONValue]) throws(AttributeFilterProblem)
        -> AttributeRange
    {
        try count(conditions: 1, values: limits.count)
        guard limits[.gt] == nil || limits[.gte] == nil, limits[.lt] == nil || limits[.lte] == nil else {
            throw .invalid("a range has one lower and one upper limit")
        }
        func limit(_ open: Condition, _ closed: Condition) -> AttributeRange.Limit? {
            limits[open].map { .init($0, isIncluded: false) }
                ?? limits[closed].map { .init($0, isIncluded: true) }
        }
        guard let range = AttributeRange(above: limit(.gt, .gte), below: limit(.lt, .lte)) else {
            throw .invalid("a range goes from number to number or from text to text")
        }
        return range
    }

    private mutating func scalars(_ list: [JSONValue]) throws(AttributeFilterProblem) -> [JSONValue] {
        guard list.allSatisfy({ $0.arrayValue == nil && $0.objectValue == nil }) else {
            throw .invalid(
                "a condition is a value, a list of values or an object of conditions")
        }
        try count(values: list.count)
        return list
    }

    private mutating func count(
        conditions: Int = 0, values: Int = 0
    ) throws(AttributeFilterProblem) {
        self.conditions += conditions
        self.values += values
        guard self.conditions <= Self.mostConditions else {
            throw .invalid("it has more than \(Self.mostConditions) conditions")
        }
        guard self.values <= Self.mostValues else {
            throw .invalid("it has more than \(Self.mostValues) values")
        }
    }
}
