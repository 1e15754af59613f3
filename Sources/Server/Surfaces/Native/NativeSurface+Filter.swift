internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

extension NativeSurface {
    static let filterText = """
        Attributes that a result must have, all of them. Each name has a value, a list of values of which one is enough, \
        or conditions: `gt`, `gte`, `lt`, `lte` (numbers among numbers, texts among texts, by their code points), `in` \
        (a list), `not` (a value, a list or conditions), `exists` (true or false). What an attribute is not is true of \
        images without it too; one that is null exists. `any` and `all` with a list of such objects combine them.
        """

    /// Attributes that images must have, in a query.
    static let matching = QueryParameter<String>("filter", description: "A JSON object. " + filterText)

    /// The filter of a route that takes ``matching``; nil where there is none.
    ///
    /// - Throws: ``ValidationIssues`` that point to the parameter, ``EngineError/invalidFilter(_:)``.
    static func filter(_ request: RouteRequest) throws -> AttributeFilter? {
        guard let text = try request.optional(matching), !text.isEmpty else { return nil }
        let document: [String: JSONValue]
        do {
            document = try ValidationIssues.decode([String: JSONValue].self, from: Array(text.utf8))
        } catch {
            throw ValidationIssues(
                error.detail.map { issue in
                    var issue = issue
                    issue.loc = ["query", "filter"] + issue.loc.dropFirst()
                    return issue
                })
        }
        return try attributeFilter(document, at: ["query", "filter"])
    }

    /// - Parameter loc: where the document is.
    /// - Throws: ``ValidationIssues`` for a condition that there is not, ``EngineError/invalidFilter(_:)`` for all else.
    static func attributeFilter(
        _ document: [String: JSONValue], at loc: [JSONValue] = ["body", "filter"]
    ) throws -> AttributeFilter {
        var reader = FilterReader()
        return try reader.filter(document, at: loc)
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

    mutating func filter(_ document: [String: JSONValue], at loc: [JSONValue]) throws -> AttributeFilter {
        var filters: [AttributeFilter] = []
        for (name, value) in document.sorted(by: { $0.key < $1.key }) {
            let place = loc + [.string(name)]
            filters += try combination(name, value, at: place) ?? [condition(of: name, value, at: place)]
        }
        return filters.count == 1 ? filters[0] : .all(filters)
    }

    /// A list of filters under `any` or `all`; nil where it is an attribute of that name: no value of one is an object.
    private mutating func combination(
        _ name: String, _ value: JSONValue, at loc: [JSONValue]
    ) throws -> [AttributeFilter]? {
        guard name == "any" || name == "all", let list = value.arrayValue, !list.isEmpty else { return nil }
        let documents = list.compactMap(\.objectValue)
        guard documents.count == list.count else { return nil }
        guard documents.allSatisfy({ !$0.isEmpty }) else {
            throw EngineError.invalidFilter("a filter in its '\(name)' is empty")
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
    ) throws -> AttributeFilter {
        guard let members = value.objectValue else {
            try count(conditions: 1)
            return .values(name, try scalars(value.arrayValue ?? [value]))
        }
        var filters: [AttributeFilter] = []
        var limits: [Condition: JSONValue] = [:]
        for (key, operand) in members.sorted(by: { $0.key < $1.key }) {
            guard let condition = Condition(rawValue: key) else {
                throw ValidationIssues([
                    ValidationIssue(.extraForbidden, at: loc + [.string(key)], input: operand)
                ])
            }
            if condition.isLimit {
                limits[condition] = operand
            } else {
                filters.append(try filter(of: name, condition, operand, at: loc + [.string(key)]))
            }
        }
        if !limits.isEmpty { filters.append(.range(name, try range(limits))) }
        guard let first = filters.first else {
            throw EngineError.invalidFilter("'\(name)' has no condition")
        }
        return filters.count == 1 ? first : .all(filters)
    }

    private mutating func filter(
        of name: String, _ condition: Condition, _ operand: JSONValue, at loc: [JSONValue]
    ) throws -> AttributeFilter {
        switch condition {
        case .in:
            guard let list = operand.arrayValue else {
                throw EngineError.invalidFilter("'in' has a list of values")
            }
            try count(conditions: 1)
            return .values(name, try scalars(list))
        case .exists:
            guard let isThere = operand.boolValue else {
                throw EngineError.invalidFilter("'exists' is true or false")
            }
            try count(conditions: 1)
            return isThere ? .exists(name) : .not(.exists(name))
        case .not, .gt, .gte, .lt, .lte:
            return .not(try self.condition(of: name, operand, at: loc))
        }
    }

    private mutating func range(_ limits: [Condition: JSONValue]) throws -> AttributeRange {
        try count(conditions: 1, values: limits.count)
        guard limits[.gt] == nil || limits[.gte] == nil, limits[.lt] == nil || limits[.lte] == nil else {
            throw EngineError.invalidFilter("a range has one lower and one upper limit")
        }
        func limit(_ open: Condition, _ closed: Condition) -> AttributeRange.Limit? {
            limits[open].map { .init($0, isIncluded: false) }
                ?? limits[closed].map { .init($0, isIncluded: true) }
        }
        guard let range = AttributeRange(above: limit(.gt, .gte), below: limit(.lt, .lte)) else {
            throw EngineError.invalidFilter("a range goes from number to number or from text to text")
        }
        return range
    }

    private mutating func scalars(_ list: [JSONValue]) throws -> [JSONValue] {
        guard list.allSatisfy({ $0.arrayValue == nil && $0.objectValue == nil }) else {
            throw EngineError.invalidFilter(
                "a condition is a value, a list of values or an object of conditions")
        }
        try count(values: list.count)
        return list
    }

    private mutating func count(conditions: Int = 0, values: Int = 0) throws {
        self.conditions += conditions
        self.values += values
        guard self.conditions <= Self.mostConditions else {
            throw EngineError.invalidFilter("it has more than \(Self.mostConditions) conditions")
        }
        guard self.values <= Self.mostValues else {
            throw EngineError.invalidFilter("it has more than \(Self.mostValues) values")
        }
    }
}
