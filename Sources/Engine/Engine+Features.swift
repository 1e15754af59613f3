internal import Catalogue
internal import Embedding
internal import WorkThreads

extension Engine {
    /// The vector that an image would have in a collection. The collection is not changed.
    ///
    /// - Throws: ``/Pictures/PictureError``, ``/Embedding/EmbeddingError``,
    ///   ``EngineError/modelNotInstalled(model:collection:)``.
    public func features(of bytes: [UInt8], in collection: Collection) async throws -> Embedder.Result {
        let hash = try await Blocking.run { contentHash(bytes) }
        return try await embedding(of: bytes, hash: hash, in: collection, priority: .interactive)
    }
}
