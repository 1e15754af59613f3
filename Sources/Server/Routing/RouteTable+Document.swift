internal import HTTPTypes
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension RouteTable {
    /// The OpenAPI document of exactly the installed routes.
    ///
    /// - Throws: ``SchemaError`` if a body's type can't be described, which tests would notice.
    func document() throws -> OpenAPIDocument {
        var registry = SchemaRegistry()
        var document = OpenAPIDocument(
            info: OpenAPIDocument.Info(
                title: "Lookalike", version: Version.current,
                description: "Finds the images that look like a given one.",
                license: OpenAPIDocument.License(name: "Apache 2.0", identifier: "Apache-2.0")),
            tags: surfaces.map { OpenAPIDocument.Tag(name: $0.tag, description: $0.tagDescription) })
        for shared in operations {
            var described: OpenAPIDocument.Operation?
            for choice in shared.choices where choice.route.isDocumented {
                let own = try operation(of: choice, &registry)
                described = described?.sharing(own, isTogether: choice.route.isPart) ?? own
            }
            let route = shared.first.route
            if let described {
                document.paths[route.path, default: OpenAPIDocument.PathItem()][route.method.rawValue] =
                    described
            }
        }
        document.components = OpenAPIDocument.Components(schemas: registry.components)
        return document
    }

    private func operation(
        of choice: SharedOperation.Choice, _ registry: inout SchemaRegistry
    ) throws -> OpenAPIDocument.Operation {
        let route = choice.route
        var operation = OpenAPIDocument.Operation(
            tags: [choice.surface.tag], summary: route.summary, description: route.description,
            operationId: route.operationID,
            parameters: route.parameters.compactMap(\.openAPI), audience: choice.audience.rawValue)
        operation.requestBody = try requestBody(of: route.body, &registry)
        for answer in route.answers + route.impliedAnswers {
            // An operation may answer a status in several media types.
            let made = try response(of: answer, &registry)
            let known = operation.responses["\(answer.status)"]
            operation.responses["\(answer.status)"] = known?.merging(made) ?? made
        }
        if !route.parameters.isEmpty || operation.requestBody != nil {
            operation.responses["422"] = .json(
                try registry.schema(for: ValidationIssues.self),
                description: "A parameter or field is not valid.")
        }
        return operation
    }

    private func response(of answer: RouteAnswer, _ registry: inout SchemaRegistry) throws
        -> OpenAPIDocument.Response
    {
        switch answer.content {
        case .none: return OpenAPIDocument.Response(description: answer.description)
        case .json(let type): return .json(try registry.schema(of: type), description: answer.description)
        case .bytes(let mediaType):
            // Events are not a file, and OpenAPI 3.1 can't describe them.
            let schema = mediaType == "text/event-stream" ? nil : Schema(.string, format: "binary")
            return OpenAPIDocument.Response(
                description: answer.description,
                content: [mediaType: OpenAPIDocument.MediaType(schema: schema)])
        }
    }

    private func requestBody(
        of body: RouteBody, _ registry: inout SchemaRegistry
    ) throws -> OpenAPIDocument.RequestBody? {
        switch body {
        case .none: return nil
        case .json(let type, let isOptional):
            var made = OpenAPIDocument.RequestBody.json(try registry.schema(of: type))
            made.required = !isOptional
            return made
        case .form(let fields, let files):
            var schema = Schema.form(fields: fields, files: files.map(\.name))
            schema.required?.removeAll { name in files.contains { $0.name == name && !$0.isRequired } }
            for file in files where file.isRepeated { schema.properties?[file.name] = .array(of: .file()) }
            return .form(schema)
        case .image(let others):
            let image = OpenAPIDocument.MediaType(schema: Schema(.string, format: "binary"))
            var made = OpenAPIDocument.RequestBody(["image/*": image])
            for other in others {
                made.content.merge(try requestBody(of: other, &registry)?.content ?? [:]) { a, _ in a }
            }
            return made
        case .either(let first, let second):
            guard var made = try requestBody(of: first, &registry) else { return nil }
            made.content.merge(try requestBody(of: second, &registry)?.content ?? [:]) { a, _ in a }
            return made
        }
    }
}

extension SchemaRegistry {
    /// Opens the existential.
    fileprivate mutating func schema(of type: any Decodable.Type) throws -> Schema {
        func open<T: Decodable>(_ type: T.Type) throws -> Schema { try schema(for: type) }
        return try open(type)
    }
}

extension OpenAPIDocument.Response {
    /// - Parameter combine: merges two schemas for the same media type; if nil, the first one is used.
    func merging(_ other: Self, combine: ((Schema, Schema) -> Schema)? = nil) -> Self {
        var merged = self
        merged.content = (content ?? [:]).merging(other.content ?? [:]) { mine, theirs in
            guard let combine, let a = mine.schema, let b = theirs.schema, a != b else { return mine }
            return OpenAPIDocument.MediaType(schema: combine(a, b))
        }
        return merged
    }
}

extension Route {
    /// Answers that every route with a body may give, unless it declares these statuses itself.
    fileprivate var impliedAnswers: [RouteAnswer] {
        if case .none = body { return [] }
        let implied: [RouteAnswer] = [
            .error(408, "The upload came too slowly."), .error(413, "The body is too large."),
            .error(503, "Too much work; try again."),
        ]
        return implied.filter { answer in !answers.contains { $0.status == answer.status } }
    }

    /// `get_collections_collection_images`: unique, because the method and path are.
    var operationID: String {
        let words = path.split { !$0.isLetter && !$0.isNumber }
        return ([method.rawValue.lowercased()] + words.map(String.init)).joined(separator: "_")
    }
}
