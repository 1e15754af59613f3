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
        if let text = record.modelIdentity {
            try Self.check(text, loaded.identified, record.name)
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
        try await note(loaded.identified, in: collection)
        return loaded
    }

    /// Records the identity of the model that makes a collection's vectors.
    private nonisolated func note(_ model: IdentifiedModel, in collection: OpenCollection) async throws {
        guard collection.access == .readWrite else { return }
        try await collection.configure { record in
            // Another caller may have been first.
            if record.modelIdentity == nil, record.model == model.manifest.name {
                record.modelIdentity = model.identityText
            }
        }
    }

    /// The same model, for texts. Its image network is loaded only where the collection records no identity and has images that
    /// tell whether the network made their vectors.
    ///
    /// - Throws: as ``model(of:)``.
    func identifiedModel(of collection: OpenCollection) async throws -> IdentifiedModel {
        let record = collection.record
        if record.modelIdentity == nil, try await !sample(of: collection).isEmpty {
            return try await model(of: collection).identified
        }
        let found = try await fitting(record, \.manifest) { try await identifiedModel(named: $0) }
        if let text = record.modelIdentity {
            try Self.check(text, found, record.name)
        } else {
            try await note(found, in: collection)
        }
        return found
    }

    /// The installed model with the name in the collection's record, whatever its identity.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)``; ``EmbeddingError/unusableModel(name:detail:)``
    ///   if its dimension is not the collection's.
    func namedModel(of record: CollectionRecord) async throws -> LoadedModel {
        try await fitting(record, \.manifest) { try await model(named: $0) }
    }

    private func fitting<Model: Sendable>(
        _ record: CollectionRecord, _ manifest: KeyPath<Model, ModelManifest>,
        _ find: (String) async throws -> Model
    ) async throws -> Model {
        guard let name = record.model else {
            throw EngineError.modelNotInstalled(model: nil, collection: record.name)
        }
        let found: Model
        do {
            found = try await find(name)
        } catch EmbeddingError.unknownModel {
            throw EngineError.modelNotInstalled(model: name, collection: record.name)
        }
        let dimension = found[keyPath: manifest].dimension
        guard dimension == record.dimension else {
            throw EmbeddingError.unusableModel(
                name: name,
                detail:
                    "it gives \(dimension) numbers; the collection '\(record.name)' was made when it gave "
                    + "\(record.dimension)")
        }
        return found
    }

    /// - Parameter text: the identity in the collection's record.
    /// - Throws: ``EngineError/storageDamaged(_:)``, ``EngineError/modelReplaced(_:)``.
    private static func check(_ text: String, _ model: IdentifiedModel, _ collection: String) throws {
        if text == model.identityText { return }
        guard let has = ModelIdentity(text: text) else {
            throw EngineError.storageDamaged(
                "the collection '\(collection)' has an unreadable model identity.")
        }
        try check(has, model, collection)
    }

    /// - Throws: ``EngineError/modelReplaced(_:)`` if the installed model is not the one that made the vectors.
    ///
    /// - Parameter remedy: what to do other than reinstalling the previous model; nil for the usual advice.
    static func check(
        _ has: ModelIdentity, _ model: IdentifiedModel, _ collection: String, remedy: String? = nil
    ) throws {
        if model.identity.makesVectors(of: has) { return }
        var replacement = ModelReplacement(
            collection: collection, model: model.manifest.name, has: "\(has)",
            installed: "\(model.identity)")
        replacement.remedy = remedy ?? replacement.remedy
        throw EngineError.modelReplaced(replacement)
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
        let limit = max(limits.maximumBytes, image.bytes)
        return await Blocking.run {
            guard let path = try? collection.contentPath(of: image),
                let content = try? FileContent.read(path, limit: limit),
                contentHash(content.bytes) == image.contentHash
            else { return nil }
            return content.bytes
        }
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

    private nonisolated func cosine(_ a: [Float], _ b: [Float]) -> Double {
        let (a, b) = (normalized(a), normalized(b))
        return zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
