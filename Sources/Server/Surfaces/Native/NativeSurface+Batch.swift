internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeMultipart
internal import LookalikeOpenAPI

extension NativeSurface {
    var batchSearchRoute: Route {
        Route(
            .post, "/collections/{collection}/search/batch", "Search by many images",
            description: """
                Each `file` of a form is a query; the other fields hold for all of them. Or each line of the body is a \
                query as JSON (`application/x-ndjson`), with all that a search takes. The answer has a line of JSON for \
                each query, in their order and as soon as it is found: what a search answers, with `position`, and the \
                file's `name`; or `position`, `status` and `detail` where a query has a problem, which does not keep the \
                others. A last line has `items` and `failed`: without it the answer is cut off. At most \
                \(QueryBatch.mostItems) queries, which wait on the disk.
                """,
            parameters: [Self.collection],
            body: .form(
                fields: Self.batchFields + PageFields.options,
                files: [FormFile(name: "file", isRequired: false, isRepeated: true)]),
            answers: [
                .bytes("application/x-ndjson", "A line for each query."),
                .error(404, "No such collection."), .error(413, "Too many queries, or one is too large."),
            ]
        ) { request in
            let collection = try await collection(request)
            let batch = try await QueryBatch.receive(
                request, files: ["file"], takesLines: true, in: engine.data)
            let options = try batch.fields.map { try self.options(of: $0) }
            let answer = BatchAnswer(spool: batch.spool, uploads: uploads) { item in
                await line(item, options, in: collection)
            }
            return answer.response()
        }
    }

    private func line(
        _ item: QuerySpool.Item, _ options: PageOptions?, in collection: OpenCollection
    ) async -> (line: BatchLine, isFailure: Bool) {
        do {
            let begin = ContinuousClock.now
            let order = try await self.order(item, options, dimension: collection.record.dimension)
            let page = try await self.page(order, in: collection)
            let answer = SearchAnswerView(
                page, in: collection, threshold: order.options.search.threshold,
                took: ContinuousClock.now - begin)
            return (BatchLine(item, .success(answer)), false)
        } catch {
            return (BatchLine(item, .failure(APIError(error))), true)
        }
    }

    /// - Throws: ``ValidationIssues``, ``EngineError/invalidFilter(_:)``.
    private func options(of fields: [String: String]) throws -> PageOptions {
        let known = Set((Self.batchFields + PageFields.options).map(\.name))
        if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
            throw ValidationIssues([ValidationIssue(.extraForbidden, at: ["body", .string(unknown)])])
        }
        let form = MultipartForm(fields: fields)
        return try PageFields.read(form, try Self.options(form))
    }

    /// - Parameter options: of all files; nil where the items are lines.
    private func order(
        _ item: QuerySpool.Item, _ options: PageOptions?, dimension: Int
    ) async throws -> PagedSearch {
        if let options { return PagedSearch(query: .image(item.bytes), options: options) }
        return try await read(
            try RouteRequest.decoded(SearchOrder.self, from: item.bytes, dimension: dimension))
    }
}

/// The answer to one of many queries.
private struct BatchLine: Encodable, Sendable {
    let position: Int
    let name: String?
    let result: Result<SearchAnswerView, APIError>

    init(_ item: QuerySpool.Item, _ result: Result<SearchAnswerView, APIError>) {
        (position, name, self.result) = (item.position, item.name, result)
    }

    private enum CodingKeys: String, CodingKey {
        case position, name, status, detail
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(position, forKey: .position)
        try container.encodeIfPresent(name, forKey: .name)
        switch result {
        case .success(let answer): try answer.encode(to: encoder)
        case .failure(let error):
            try container.encode(error.status.code, forKey: .status)
            if let issues = error.issues {
                try container.encode(issues.detail, forKey: .detail)
            } else {
                try container.encode(error.message, forKey: .detail)
            }
        }
    }
}
