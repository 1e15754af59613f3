internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Embedder {
    /// The model for new vectors of a collection: the one that made its existing vectors. A collection without
    /// vectors takes the installed model. If a collection does not record its model identity, the installed model is
    /// accepted if it reproduces the stored vectors.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)``, ``EngineError/modelReplaced(_:)``;
    ///   ``EmbeddingError/unusableModel(name:detail:)`` where the model can't be used.
    func model(of collection: OpenCollection) async throws -> LoadedModel {
        let record = collection.record
        let loaded = try await namedModel(of: record)
        if record.modelIdentity != nil {
            try Self.check(loaded.identified, of: record)
            return loaded
        }
        if let asked = unverified[collection.recordID], asked + Self.patience > .now { return loaded }
        let sample = try await sample(of: collection)
        if let cosine = try await agreement(of: loaded, with: sample, of: collection) {
            guard cosine >= Self.leastAgreement else {
                throw EngineError.modelReplaced(
                    ModelReplacement(
                        collection: record.name, model: loaded.manifest.name, has: nil,
                        installed: "\(loaded.identity)"))
            }
        } else if !sample.isEmpty {
            // Its images are not reachable now; tried again after a while.
            unverified[collection.recordID] = .now
            return loaded
        }
        guard collection.access == .readWrite else { return loaded }
        try await collection.configure { record in
            // Another caller may have been first.
            if record.modelIdentity == nil, record.model == loaded.manifest.name {
                record.modelIdentity = loaded.identityText
            }
        }
        return loaded
    }

    /// The lowest cosine at which a network counts as the one that made a vector. Rounding, even in another
    /// precision, costs less.
    private static let leastAgreement = 0.999
    private static let sampleSize = 8
    private static let patience: Duration = .seconds(60)

    /// How well a model reproduces stored vectors: the median cosine between its vectors and the stored ones, over
    /// some images; nil if no image's bytes are available.
    private nonisolated func agreement(
        of model: LoadedModel, with images: [ImageRecord], of collection: OpenCollection
    ) async throws -> Double? {
        var cosines: [Double] = []
        for image in images {
            guard let stored = try await collection.view.vector(of: image.recordID),
                let bytes = try await content(of: image, in: collection),
                let made = try await vector(of: bytes, model, collection)
            else { continue }
            cosines.append(cosine(stored, made))
        }
        return cosines.isEmpty ? nil : cosines.sorted()[cosines.count / 2]
    }

    /// Whether there are images that tell which model made the vectors.
    nonisolated func hasSample(of collection: OpenCollection) async throws -> Bool {
        try await !sample(of: collection).isEmpty
    }

    /// Images of a collection, evenly spread; more than needed, because some files may be missing or changed.
    private nonisolated func sample(of collection: OpenCollection) async throws -> [ImageRecord] {
        let chosen = try await collection.view.sample(4 * Self.sampleSize)
        let images = try await collection.catalogue.images(recordIDs: chosen)
        return Array(images.filter { $0.source != .vector && $0.state == .ready }.prefix(2 * Self.sampleSize))
    }

    /// Nil if the original bytes are not there any more.
    private nonisolated func content(
        of image: ImageRecord, in collection: OpenCollection
    ) async throws -> [UInt8]? {
        let limits = limits
        return await Blocking.run { collection.embeddedBytes(of: image, limits: limits) }
    }

    /// Nil if the image can't be read, which says nothing about the model.
    private nonisolated func vector(
        of bytes: [UInt8], _ model: LoadedModel, _ collection: OpenCollection
    ) async throws -> [Float]? {
        do {
            return try await embed(
                bytes, with: model, priority: .interactive, preparation: collection.record.preparation
            ).vector
        } catch is PictureError {
            return nil
        }
    }
}
