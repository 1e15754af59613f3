internal import Catalogue
internal import Embedding
internal import Foundation
internal import Pictures
internal import Vectors

/// Embeds images anew whose stored vectors are damaged, from the bytes that they were made of. An image whose file is away
/// or has changed, or of which only a client had the vector, stays as it is.
struct Healer: Sendable {
    let collection: Collection
    let embedder: Embedder

    /// - Parameter ids: of records.
    /// - Returns: how many were healed; each is durable and can be found.
    /// - Throws: ``EngineError``, ``EmbeddingError`` where the model can't be used, `CancellationError`.
    func heal(_ ids: [Int64]) async throws -> Int {
        if ids.isEmpty {
            note(collection.vectors.view.damagedIDs.count)
            return 0
        }
        let model = try await embedder.model(of: collection)
        let images = try await Blocking.run { [collection] in try collection.catalogue.images(ids: ids) }
        var healed = 0
        for image in images where image.state == .ready {
            try Task.checkCancellation()
            guard let bytes = try await content(of: image) else { continue }
            do {
                let result = try await embedder.embed(
                    bytes, with: model, priority: .bulk, preparation: collection.record.preparation)
                let write = CollectionWrite.heal(StoredPicture(image, SyncEmbedding(result)), of: image)
                // Healed too where a client has sent another one meanwhile.
                _ = try await collection.write(write)
                healed += 1
            } catch {
                // One that can't be read any more is found by the next sync; the others are healed.
                guard case .engine = ImageFault(error) else { continue }
                throw error
            }
        }
        note(ids.count - healed)
        return healed
    }

    /// Says how many are left, or that all is well again.
    func note(_ left: Int) {
        collection.problems.set(
            .damagedVectors, collection.name,
            left == 0
                ? nil
                : "\(left) vectors of '\(collection.name)' are damaged and left out of answers. Those of files and uploads "
                    + "are made anew by a sync; others have to be sent again.")
    }

    /// Nil where the bytes are not there any more as they were.
    private func content(of image: ImageRecord) async throws -> [UInt8]? {
        let limit = max(embedder.limits.maximumBytes, image.bytes)
        return try await Blocking.run { [collection] in
            // Both are no errors here: such an image can't be healed.
            guard let path = try? collection.contentPath(of: image),
                let content = try? FileContent.read(path, limit: limit),
                contentHash(content.bytes) == image.contentHash
            else { return nil }
            return content.bytes
        }
    }
}

extension Collection {
    /// Up to this many bytes every sync reads all vectors; beyond, a full one.
    private static let checkedBytes = 64 << 20

    /// Ids of images whose vectors are known to be damaged, or found to be.
    ///
    /// - Parameter readsAll: whether all are read, however many there are.
    func damagedImages(readsAll: Bool) -> [Int64] {
        let view = vectors.view
        return readsAll || view.bytes <= Self.checkedBytes ? view.readDamaged() : view.damagedIDs
    }
}

extension StoredPicture {
    /// The image that a record is of, with another embedding.
    fileprivate init(_ image: ImageRecord, _ embedding: SyncEmbedding) {
        self.init(
            known: nil, key: image.key, source: image.source, path: image.path, name: image.name,
            hash: image.contentHash, bytes: image.bytes, signature: image.signature, attributes: nil,
            outcome: .ready(embedding))
    }
}
