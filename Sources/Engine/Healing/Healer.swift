internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// Recomputes damaged vectors from the original bytes of their images. If an image's file is missing or has changed,
/// or if only a client had the vector, the damage stays.
struct Healer: Sendable {
    let collection: OpenCollection
    let embedder: Embedder

    /// - Parameter recordIDs: of records.
    /// - Returns: how many were healed; each is durable and can be found.
    /// - Throws: ``EngineError``, ``EmbeddingError`` where the model can't be used, `CancellationError`.
    func heal(_ recordIDs: [Int64]) async throws -> Int {
        if recordIDs.isEmpty {
            note(collection.vectors.view.damagedIDs.count)
            return 0
        }
        let model = try await embedder.model(of: collection)
        let images = try await collection.catalogue.images(recordIDs: recordIDs)
        var healed = 0
        for image in images where image.state == .ready {
            try Task.checkCancellation()
            guard let bytes = try await content(of: image) else { continue }
            let written = try await FaultPolicy.once.attempt {
                let result = try await embedder.embed(
                    bytes, with: model, priority: .bulk, preparation: collection.record.preparation)
                let write = CollectionWrite.heal(StorableImage(image, ImageEmbedding(result)), of: image)
                // Also counts as healed if a client has replaced it in the meantime.
                return try await collection.write(write)
            }
            // An image that became unreadable is found by the next sync.
            if case .success = written { healed += 1 }
        }
        note(recordIDs.count - healed)
        return healed
    }

    /// Reports how many damaged vectors are left, or that there are none.
    func note(_ left: Int) {
        collection.problems.set(
            .damagedVectors, collection.name,
            left == 0
                ? nil
                : "\(left) vectors of '\(collection.name)' are damaged and left out of answers. Those of files and uploads "
                    + "are made anew by a sync; others have to be sent again.")
    }

    /// Nil if the original bytes are not there any more.
    private func content(of image: ImageRecord) async throws -> [UInt8]? {
        await Blocking.run { [collection, limits = embedder.limits] in
            collection.embeddedBytes(of: image, limits: limits)
        }
    }
}

extension OpenCollection {
    /// Up to this size every sync reads all vectors; above it, only a full sync does.
    private static let checkedBytes = 64 << 20

    /// Ids of images whose vectors are known or found to be damaged.
    ///
    /// - Parameter readsAll: whether all are read, however many there are.
    func damagedImages(readsAll: Bool) async throws -> [Int64] {
        let view = vectors.view
        return readsAll || view.bytes <= Self.checkedBytes ? try await view.readDamaged() : view.damagedIDs
    }
}

extension StorableImage {
    /// The image of a record, with another embedding.
    fileprivate init(_ image: ImageRecord, _ embedding: ImageEmbedding) {
        self.init(
            known: nil, id: image.id, source: image.source, path: image.path, root: image.root,
            frame: image.frame, name: image.name,
            hash: image.contentHash, bytes: image.bytes, signature: image.signature, attributes: nil,
            outcome: .ready(embedding))
    }
}
