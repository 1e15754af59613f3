internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures

/// Embeddings by all that they depend on.
struct EmbeddingKey: Hashable, Sendable {
    let content: String
    let bytes: Int
    let model: String
    let dimension: Int
    let preparation: PicturePreparation
    let region: PictureRegion?
}

extension Engine {
    /// The embedding of a picture for a collection; one whose bytes came a short while ago is not computed again.
    ///
    /// - Parameters:
    ///   - hash: of the bytes.
    ///   - isSearched: false for a picture that is to be stored, which no cache is expected to know.
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

    /// The embeddings of all pictures of a query, by picture. They go to the scheduler together, so that each is decoded
    /// on a core of its own and the network runs on all of them at once.
    ///
    /// - Throws: as ``embedding(of:hash:in:priority:isSearched:)``; ``EngineError/invalidQuery(_:)`` where one of several
    ///   can't be read. Once one has failed, the others are passed over.
    func embeddings(
        of pictures: [QueryPicture], in collection: OpenCollection
    ) async throws -> [QueryPicture: Embedder.Result] {
        guard let first = pictures.first else { return [:] }
        let model = try await embedder.model(of: collection)
        let preparation = collection.record.preparation
        @Sendable func embedding(_ picture: QueryPicture) async throws -> Embedder.Result {
            try await self.embedding(
                of: picture.bytes, hash: picture.hash, region: picture.region, with: model, preparation,
                priority: .interactive)
        }
        if pictures.count == 1 { return [first: try await embedding(first)] }
        var seen: Set<QueryPicture> = []
        let different = pictures.enumerated().filter { seen.insert($0.element).inserted }
        return try await withThrowingTaskGroup(of: (QueryPicture, Embedder.Result).self) { group in
            for (position, picture) in different {
                group.addTask {
                    do {
                        return (picture, try await embedding(picture))
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
    /// - Parameter region: the part of the picture that is embedded; nil for all of it.
    func embedding(
        of bytes: [UInt8], hash: String, region: PictureRegion? = nil, with model: LoadedModel,
        _ preparation: PicturePreparation, priority: EmbeddingScheduler.Priority, isSearched: Bool = true
    ) async throws -> Embedder.Result {
        let key = EmbeddingKey(
            content: hash, bytes: bytes.count, model: model.manifest.name,
            dimension: model.manifest.dimension, preparation: preparation, region: region)
        let known = metrics.lookUp(.embedding, isCounted: isSearched) {
            embeddings.value(key, isCounted: isSearched)
        }
        if let known { return known }
        let result = try await embedder.embed(
            bytes, region: region, with: model, priority: priority, preparation: preparation)
        metrics.keep { embeddings.insert(result, for: key, weight: 4 * result.vector.count + 300) }
        return result
    }
}
