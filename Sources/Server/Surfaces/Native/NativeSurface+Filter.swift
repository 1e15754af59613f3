internal import Catalogue
internal import Engine
internal import JSON
internal import OpenAPI

extension NativeSurface {
    /// Attributes that pictures must have, in a query.
    static let matching = QueryParameter<String>(
        "filter",
        description: "A JSON object: only pictures with these attributes, such as those of one event.")

    /// The filter of a route that takes ``matching``; nil where there is none.
    ///
    /// - Throws: ``ValidationIssues`` that point to the parameter, ``EngineError/invalidFilter(_:)``.
    static func filter(_ request: RouteRequest) throws -> AttributeFilter? {
        guard let text = try request.optional(matching), !text.isEmpty else { return nil }
        do {
            return try attributeFilter(
                try ValidationIssues.decode([String: JSONValue].self, from: Array(text.utf8)))
        } catch let error as ValidationIssues {
            throw ValidationIssues(
                error.detail.map { issue in
                    var issue = issue
                    issue.loc = ["query", "filter"] + issue.loc.dropFirst()
                    return issue
                })
        }
    }

    // The catalogue asks for all of them in one statement, which has limits of its own.
    private static let conditions = 64
    private static let values = 1000

    /// A value, or a list of values of which one is enough, for each attribute.
    ///
    /// - Throws: ``EngineError/invalidFilter(_:)``.
    static func attributeFilter(_ document: [String: JSONValue]) throws -> AttributeFilter {
        guard document.count <= conditions else {
            throw EngineError.invalidFilter("it has more than \(conditions) conditions")
        }
        let filter = AttributeFilter(document.mapValues { $0.arrayValue ?? [$0] })
        let all = filter.conditions.values.joined()
        guard all.allSatisfy({ $0.arrayValue == nil && $0.objectValue == nil }) else {
            throw EngineError.invalidFilter("a condition is a value or a list of values")
        }
        guard all.count <= values else {
            throw EngineError.invalidFilter("it has more than \(values) values")
        }
        return filter
    }
}
