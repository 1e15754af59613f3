internal import LookalikeCatalogue
internal import LookalikeEmbedding

/// An installed model with its identity. No network is loaded: for a text, the model's image network is not needed.
struct IdentifiedModel: Sendable {
    /// Where its files are.
    let installed: InstalledModel
    /// What `model.json` says.
    var manifest: ModelManifest { installed.manifest }
    /// The hashes of its network and preprocessing.
    let identity: ModelIdentity
    /// As stored in a collection's record.
    let identityText: String

    init(_ installed: InstalledModel, identity: ModelIdentity) {
        self.installed = installed
        self.identity = identity
        identityText = identity.text
    }

    /// Computes the identity; reads the network's file where its hash is not known.
    init(_ installed: InstalledModel) throws {
        self.init(installed, identity: try ModelLibrary.identity(of: installed))
    }
}

extension Embedder {
    /// The installed model with the name in the collection's record, whatever its identity.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)``; ``EmbeddingError/unusableModel(name:detail:)``
    ///   if its dimension is not the collection's.
    ///
    /// - Parameter find: a model by its name.
    func installed<Model: Sendable>(
        of record: CollectionRecord, _ manifest: (Model) -> ModelManifest,
        _ find: (String) async throws -> Model
    ) async throws -> Model {
        guard let name = record.model else {
            throw EngineError.modelNotInstalled(model: nil, collection: record.name)
        }
        let model: Model
        do {
            model = try await find(name)
        } catch EmbeddingError.unknownModel {
            throw EngineError.modelNotInstalled(model: name, collection: record.name)
        }
        let dimension = manifest(model).dimension
        guard dimension == record.dimension else {
            throw EmbeddingError.unusableModel(
                name: name,
                detail:
                    "it gives \(dimension) numbers; the collection '\(record.name)' was made "
                    + "when it gave \(record.dimension); 'lookalike migrate' makes its vectors anew")
        }
        return model
    }

    /// The model that made a collection's vectors, for texts. Its image network is loaded only where the collection does not
    /// record the model's identity and has images that tell whether the network made their vectors.
    ///
    /// - Throws: as ``model(of:)``.
    func textModel(of collection: OpenCollection) async throws -> IdentifiedModel {
        if collection.record.modelIdentity == nil, try await hasSample(of: collection) {
            return try await model(of: collection).identified
        }
        let model = try await installed(of: collection.record, \.manifest) { name in
            try await identifiedModel(named: name)
        }
        try Self.check(model, of: collection.record)
        return model
    }

    /// Compares a model with the identity that a collection records.
    ///
    /// - Throws: ``EngineError/modelReplaced(_:)``, ``EngineError/storageDamaged(_:)``.
    static func check(_ model: IdentifiedModel, of record: CollectionRecord) throws {
        guard let text = record.modelIdentity, text != model.identityText else { return }
        guard let has = ModelIdentity(text: text) else {
            throw EngineError.storageDamaged(
                "the collection '\(record.name)' has an unreadable model identity.")
        }
        try check(has, model, record.name)
    }

    /// - Throws: ``EngineError/modelReplaced(_:)`` if the model is not the one that made the vectors.
    ///
    /// - Parameter remedy: what to do other than reinstalling the previous model; nil for the usual advice.
    static func check(
        _ has: ModelIdentity, _ model: IdentifiedModel, _ collection: String, remedy: String? = nil
    ) throws {
        if model.identity.makesVectors(of: has) { return }
        var replacement = ModelReplacement(
            collection: collection, model: model.manifest.name, has: "\(has)", installed: "\(model.identity)")
        replacement.remedy = remedy
        throw EngineError.modelReplaced(replacement)
    }
}
