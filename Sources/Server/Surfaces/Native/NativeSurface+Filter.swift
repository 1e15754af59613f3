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
        do {
            return try AttributeFilter(reading: document)
        } catch {
            switch error {
            case .invalid(let detail): throw EngineError.invalidFilter(detail)
            case .unknownCondition(let path, let value):
                throw ValidationIssues([ValidationIssue(.extraForbidden, at: loc + path, input: value)])
            }
        }
    }
}
