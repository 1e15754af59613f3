internal import LookalikeOpenAPI

extension Route {
    /// Whether it contributes to a combined answer.
    var isPart: Bool { if case .members = share { true } else { false } }
}

extension OpenAPIDocument.Operation {
    /// Combines two routes with the same method and path into one operation.
    ///
    /// - Parameter isTogether: whether they answer with one combined object, instead of one of them answering each
    ///   request.
    func sharing(_ other: Self, isTogether: Bool) -> Self {
        var both = self
        both.tags = (tags ?? []) + (other.tags ?? [])
        both.summary = [summary, other.summary].compactMap { $0 }.joined(separator: "; or: ")
        both.description = [description, other.description].compactMap { $0 }.joined(separator: "\n\n")
        if both.description == "" { both.description = nil }
        // If they differ, it depends on the request.
        if audience != other.audience { both.audience = nil }
        let known = Set((parameters ?? []).map(\.name))
        both.parameters = (parameters ?? []) + (other.parameters ?? []).filter { !known.contains($0.name) }
        both.requestBody = requestBody
        if let theirs = other.requestBody {
            both.requestBody?.content.merge(theirs.content) { mine, _ in mine }
            both.requestBody = both.requestBody ?? theirs
        }
        for (status, answer) in other.responses {
            let merged = both.responses[status]?.merging(answer) { a, b in
                isTogether ? .all(of: [a, b]) : .any(of: [a, b])
            }
            both.responses[status] = merged ?? answer
        }
        return both
    }
}

extension Schema {
    fileprivate static func all(of schemas: [Schema]) -> Schema {
        var schema = Schema()
        schema.allOf = schemas.flatMap { $0.allOf ?? [$0] }
        return schema
    }

    fileprivate static func any(of schemas: [Schema]) -> Schema {
        var schema = Schema()
        schema.anyOf = schemas.flatMap { $0.anyOf ?? [$0] }
        return schema
    }
}
