internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeWorkThreads

extension Engine {
    /// The vector that an image would have in a collection. The collection is not changed.
    ///
    /// - Throws: ``/LookalikePictures/PictureError``, ``/LookalikeEmbedding/EmbeddingError``,
    ///   ``EngineError/modelNotInstalled(model:collection:)``.
    public func features(of bytes: [UInt8], in collection: OpenCollection) async throws -> Embedder.Result {
        let hash = await Blocking.run { contentHash(bytes) }
        return try await embedding(of: bytes, hash: hash, in: collection, priority: .interactive)
    }
}
