internal import HTTPTypes
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI

/// How the products are searched.
struct ProductSearch: Sendable {
    let collection: OpenCollection
    let topK: Int
    let threshold: Double

    /// - Throws: as ``Engine/search(_:for:options:)``.
    func answer(
        _ image: [UInt8], _ engine: Engine, since begin: ContinuousClock.Instant
    ) async throws -> SimilarityAnswer {
        let options = SearchOptions(topK: topK, threshold: threshold)
        let answer = try await engine.search(collection, for: .image(image), options: options)
        let matches = answer.matches.map { match in
            ProductMatch(
                imageID: match.image.id,
                imagePath: engine.location(of: match.image, in: collection),
                filename: match.image.name, similarityScore: Double(match.score))
        }
        return SimilarityAnswer(
            success: true, matches: matches, totalCompared: answer.compared,
            processingTimeMilliseconds: (ContinuousClock.now - begin).milliseconds, thresholdUsed: threshold)
    }
}

extension ProductCatalogueSurface {
    var findSimilarToMany: Route {
        Route(
            .post, "/api/v1/find-similar/batch", "Find similar products for many images",
            description: """
                Each `file` or `files` of the form is searched by. The answer has a line of JSON for each, in their order \
                and as soon as it is found: what `/api/v1/find-similar` answers, with the file's `filename`; or `success` \
                false and a `detail` where an image can't be read, which does not keep the others. A last line has `items` \
                and `failed`: without it the answer is cut off. At most \(QueryBatch.mostItems) images.
                """,
            parameters: [Self.threshold, Self.topK],
            body: .form(
                fields: [],
                files: [
                    FormFile(name: "file", isRequired: false, isRepeated: true),
                    FormFile(name: "files", isRequired: false, isRepeated: true),
                ]),
            answers: [
                .bytes("application/x-ndjson", "A line for each image."),
                .error(413, "Too many images, or one is too large."), .error(503, "Nothing is indexed."),
            ]
        ) { request in
            let search = try await search(request)
            let batch = try await QueryBatch.receive(
                request, files: ["file", "files"], takesLines: false, in: engine.data)
            let answer = BatchAnswer(spool: batch.spool, uploads: uploads) { await line($0, search) }
            return answer.response().naming(model: search.collection.record.model)
        }
    }

    private func line(
        _ item: QuerySpool.Item, _ search: ProductSearch
    ) async -> (line: ProductLine, isFailure: Bool) {
        do {
            let answer = try await search.answer(item.bytes, engine, since: .now)
            return (ProductLine(filename: item.name, answer: answer), false)
        } catch {
            return (ProductLine(filename: item.name, detail: APIError(error).message), true)
        }
    }
}

/// The answer to one of many images.
private struct ProductLine: Encodable, Sendable {
    let filename: String?
    var answer: SimilarityAnswer?
    var detail: String?

    private enum CodingKeys: String, CodingKey {
        case filename, success, detail
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(filename, forKey: .filename)
        if let answer { return try answer.encode(to: encoder) }
        try container.encode(false, forKey: .success)
        try container.encodeIfPresent(detail, forKey: .detail)
    }
}
