internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

extension MillionScaleSurface {
    private static let topK = QueryParameter<Int>("top_k", default: 10, in: 1...100, location: .body)
    private static let threshold = QueryParameter<Double>("threshold", minimum: 0, location: .body)
    private static let image = QueryParameter<String>.required(
        "image_id", location: .path, description: "The image's id; a slash in it is written %2F.")

    var search: Route {
        Route(
            .post, "/api/v1/search", "Search for similar images", body: .json(ScaleSearchOrder.self),
            answers: [.json(ScaleSearchAnswer.self, "What looks like it.")] + Self.imageErrors
        ) { request in
            let begin = ContinuousClock.now
            let order = try await request.json(ScaleSearchOrder.self, limit: request.limits.jsonBytes)
            let topK = try Self.topK.parse(order.topK.map { "\($0)" }).asIssues.get()
            let asked = try Self.threshold.parseIfPresent(order.threshold.map { "\($0)" }).asIssues.get()
            let image = try Base64Image.decode(
                order.imageData, field: "image_data", limit: request.limits.imageBytes)
            let collection = try await images.existing()
            let name = await images.servingModel(of: collection)
            let threshold: Double =
                if let asked { asked } else {
                    await images.threshold(of: name, chosenFor: Self.contractModel, Self.contractThreshold)
                }
            let answer = try await find(image, topK, threshold, in: collection)
            let results = (answer?.matches ?? []).map { match in
                ScaleSearchResult(
                    imageID: match.image.id, score: Double(match.score),
                    metadata: order.includeMetadata ?? true ? match.image.attributes : nil)
            }
            return JSONResponse.make(
                ScaleSearchAnswer(
                    queryID: UUID().uuidString.lowercased(), results: results, totalFound: results.count,
                    searchTimeMilliseconds: (ContinuousClock.now - begin).milliseconds,
                    cached: answer?.isCached ?? false, thresholdUsed: threshold)
            ).naming(model: name)
        }
    }

    /// Nil if there is no collection yet.
    private func find(
        _ image: [UInt8], _ topK: Int, _ threshold: Double, in collection: OpenCollection?
    ) async throws -> SearchAnswer? {
        guard let collection else {
            // An invalid image is refused all the same.
            let loaded = try await engine.embedder.model(named: try await images.modelOfNew())
            _ = try await engine.embedder.embed(image, with: loaded, priority: .interactive)
            return nil
        }
        return try await engine.cachedSearch(
            collection, for: .image(image), options: SearchOptions(topK: topK, threshold: threshold))
    }

    var index: Route {
        Route(
            .post, "/api/v1/index", "Index an image",
            description: "The image can be found, and is on the disk, once this is answered.",
            body: .json(ScaleIndexOrder.self),
            answers: [.json(ScaleIndexAnswer.self, "It is indexed.")] + Self.imageErrors
        ) { request in
            let begin = ContinuousClock.now
            let order = try await request.json(ScaleIndexOrder.self, limit: request.limits.jsonBytes)
            let image = try Base64Image.decode(
                order.imageData, field: "image_data", limit: request.limits.imageBytes)
            let collection = try await images.made()
            let outcome = try await engine.put(
                image, as: order.id, attributes: order.metadata ?? [:], in: collection
            )
            return JSONResponse.make(
                ScaleIndexAnswer(
                    imageID: outcome.image.id, success: true,
                    message: outcome.image.sentence("Image indexed successfully"),
                    processingTimeMilliseconds: (ContinuousClock.now - begin).milliseconds)
            ).naming(model: collection.record.model)
        }
    }

    var remove: Route {
        Route(
            .delete, "/api/v1/index/{image_id}", "Remove an image", parameters: [Self.image],
            answers: [.json(ScaleMessage.self, "It is gone."), Self.error(404, "No such image.")]
        ) { request in
            let id = try request.value(Self.image)
            guard let collection = try await images.existing() else {
                throw EngineError.unknownImage(id, collection: configuration.collection)
            }
            try await engine.deleteImage(id, in: collection)
            return JSONResponse.make(ScaleMessage(message: "Image \(id) deleted successfully"))
        }
    }
}

extension ScaleIndexOrder {
    /// Some clients send an empty id instead of none.
    var id: String? { imageID.flatMap { $0.isEmpty ? nil : $0 } }
}
