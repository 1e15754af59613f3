internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures

/// Embeddings by all that they depend on.
struct EmbeddingKey: Hashable, Sendable {
    let content: String
    let bytes: Int
    /// Its identity.
    let model: String
    let dimension: Int
    let preparation: ImagePreparation
    let region: ImageRegion?
    var turn = ImageTurn.none
}

extension Engine {
    /// The embedding of an image for a collection; one whose bytes came a short while ago is not computed again.
    ///
    /// - Parameters:
    ///   - hash: of the bytes.
    ///   - isSearched: false for an image that is to be stored, which no cache is expected to know.
    /// - Throws: ``/LookalikePictures/PictureError``, ``/LookalikeEmbedding/EmbeddingError``,
    ///   ``EngineError/modelNotInstalled(model:collection:)``, ``EngineError/modelReplaced(_:)``.
    func embedding(
        of bytes: [UInt8], hash: String, in collection: OpenCollection, priority: EmbeddingScheduler.Priority,
        isSearched: Bool = true
    ) async throws -> Embedder.Result {
        let model = try await embedder.model(of: collection)
        return try await embedding(
            of: bytes, hash: hash, with: model, collection.record.preparation, priority: priority,
            isSearched: isSearched)
    }

    /// The embeddings of all images of a query, by image. They go to the scheduler together, so that each is decoded
    /// on a core of its own and the network runs on all of them at once.
    ///
    /// - Throws: as ``embedding(of:hash:in:priority:isSearched:)``; ``EngineError/invalidQuery(_:)`` where one of several
    ///   can't be read. Once one has failed, the others are passed over.
    func embeddings(
        of images: [QueryImage], in collection: OpenCollection
    ) async throws -> [QueryImage: Embedder.Result] {
        guard let first = images.first else { return [:] }
        let model = try await embedder.model(of: collection)
        let preparation = collection.record.preparation
        guard images.allSatisfy({ model.manifest.turns.contains($0.turn) }) else {
            throw EngineError.invalidQuery(
                "The model '\(model.manifest.name)' takes images that are no squares, which can't be turned by a quarter."
            )
        }
        @Sendable func embedding(_ image: QueryImage) async throws -> Embedder.Result {
            try await self.embedding(
                of: image.bytes, hash: image.hash, region: image.region, turn: image.turn, with: model,
                preparation,
                priority: .interactive)
        }
        if images.count == 1 { return [first: try await embedding(first)] }
        var seen: Set<QueryImage> = []
        let different = images.enumerated().filter { seen.insert($0.element).inserted }
        return try await withThrowingTaskGroup(of: (QueryImage, Embedder.Result).self) { group in
            for (position, image) in different {
                group.addTask {
                    do {
                        return (image, try await embedding(image))
                    } catch let error as PictureError {
                        throw EngineError.invalidQuery("Image \(position + 1) of it: \(error)")
                    }
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// As ``embedding(of:hash:in:priority:isSearched:)``, with a model.
    ///
    /// - Parameters:
    ///   - region: the part of the image that is embedded; nil for all of it.
    ///   - turn: what is done to that part before.
    func embedding(
        of bytes: [UInt8], hash: String, region: ImageRegion? = nil, turn: ImageTurn = .none,
        with model: LoadedModel,
        _ preparation: ImagePreparation, priority: EmbeddingScheduler.Priority, isSearched: Bool = true
    ) async throws -> Embedder.Result {
        let key = EmbeddingKey(
            content: hash, bytes: bytes.count, model: model.identityText,
            dimension: model.manifest.dimension, preparation: preparation, region: region, turn: turn)
        let known = metrics.lookUp(.embedding, isCounted: isSearched) {
            embeddings.value(key, isCounted: isSearched)
        }
        if let known { return known }
        let result = try await embedder.embed(
            bytes, region: region, turn: turn, with: model, priority: priority, preparation: preparation,
            isFingerprinted: !isSearched && region == nil && turn == .none)
        let weight = 4 * result.vector.count + (result.fingerprint == nil ? 300 : 4_500)
        metrics.keep { embeddings.insert(result, for: key, weight: weight) }
        return result
    }
}
