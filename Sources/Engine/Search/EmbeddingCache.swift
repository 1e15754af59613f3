internal import Catalogue
internal import Embedding

/// Embeddings by all that they depend on.
struct EmbeddingKey: Hashable, Sendable {
    let content: String
    let bytes: Int
    let model: String
    let dimension: Int
    let preparation: PicturePreparation
}

extension Engine {
    /// The embedding of a picture for a collection; one whose bytes came a short while ago is not computed again.
    ///
    /// - Parameters:
    ///   - hash: of the bytes.
    ///   - isSearched: false for a picture that is to be stored, which no cache is expected to know.
    /// - Throws: ``/Pictures/PictureError``, ``/Embedding/EmbeddingError``,
    ///   ``EngineError/modelNotInstalled(model:collection:)``, ``EngineError/modelReplaced(_:)``.
    func embedding(
        of bytes: [UInt8], hash: String, in collection: Collection, priority: EmbeddingScheduler.Priority,
        isSearched: Bool = true
    ) async throws -> Embedder.Result {
        let model = try await embedder.model(of: collection)
        return try await embedding(
            of: bytes, hash: hash, with: model, collection.record.preparation, priority: priority,
            isSearched: isSearched)
    }

    /// As ``embedding(of:hash:in:priority:isSearched:)``, with a model.
    func embedding(
        of bytes: [UInt8], hash: String, with model: LoadedModel, _ preparation: PicturePreparation,
        priority: EmbeddingScheduler.Priority, isSearched: Bool = true
    ) async throws -> Embedder.Result {
        let key = EmbeddingKey(
            content: hash, bytes: bytes.count, model: model.manifest.name,
            dimension: model.manifest.dimension, preparation: preparation)
        let known = metrics.lookUp(.embedding, isCounted: isSearched) {
            embeddings.value(key, isCounted: isSearched)
        }
        if let known { return known }
        let result = try await embedder.embed(
            bytes, with: model, priority: priority, preparation: preparation)
        metrics.keep { embeddings.insert(result, for: key, weight: 4 * result.vector.count + 300) }
        return result
    }
}
