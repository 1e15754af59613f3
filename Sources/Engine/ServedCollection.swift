public import LookalikeCatalogue
internal import LookalikeEmbedding
public import LookalikeVectors
internal import LookalikeWorkThreads

/// The collection behind an interface without collections of its own, and its model. An existing collection keeps its
/// model; a new one gets the wanted model if it is installed, else the default model.
public struct ServedCollection: Sendable {
    /// The engine that has the collection.
    public let engine: Engine
    /// The collection's name; it is created when it is first needed.
    public let name: String
    /// The configured model, or the one in the contract of the interface's system.
    public let model: String
    /// Numbers per vector, if clients send vectors of that model. Then no other model can replace it, and the
    /// collection is created for it even if it is not installed.
    public let dimension: Int?
    /// The index kind of a new collection.
    public let indexKind: IndexKind

    /// Creates nothing yet.
    ///
    /// - Parameters:
    ///   - model: the model that is wanted for a new collection.
    ///   - dimension: numbers per vector, if clients send vectors of that model.
    public init(
        _ engine: Engine, name: String, model: String, dimension: Int? = nil, indexKind: IndexKind = .auto
    ) {
        self.engine = engine
        self.name = name
        self.model = model
        self.dimension = dimension
        self.indexKind = indexKind
    }

    /// The collection; nil before anything was stored in it.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)``.
    public func existing() async throws -> OpenCollection? {
        do {
            return try await engine.collection(named: name)
        } catch EngineError.unknownCollection {
            return nil
        }
    }

    /// The image with a number, and the collection that has it; nil if there is no such image.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)``.
    public func image(number: Int64) async throws -> (image: ImageRecord, collection: OpenCollection)? {
        guard let collection = try await existing() else { return nil }
        do {
            return (try await engine.image(number: number, in: collection), collection)
        } catch EngineError.unknownImage {
            return nil
        }
    }

    /// As ``existing()``, for status reports: returns the problem instead of throwing it.
    public func state() async -> (collection: OpenCollection?, problem: (any Error)?) {
        do { return (try await existing(), nil) } catch { return (nil, error) }
    }

    /// The collection; created if there is none.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)`` where no model is installed at all and one is
    ///   needed.
    public func made() async throws -> OpenCollection {
        if let collection = try await existing() { return collection }
        do {
            return try await make()
        } catch EngineError.collectionExists {
            // Another caller has just created it.
            return try await engine.collection(named: name)
        }
    }

    private func make() async throws -> OpenCollection {
        let planned = try modelOfNew()
        var options = CollectionOptions(model: .named(planned))
        // An installed model has its own dimension.
        if !isInstalled(planned) { options.dimension = dimension }
        options.indexKind = indexKind
        return try await engine.createCollection(named: name, options)
    }

    /// The model of a collection, or of the one that would be created; nil for a collection of clients' vectors only,
    /// and if no model is installed at all.
    public func servingModel(of collection: OpenCollection?) -> String? {
        collection.map(\.record.model) ?? plannedModel
    }

    /// The model of the collection that would be created.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)`` where no model is installed at all.
    public func modelOfNew() throws -> String {
        guard let plannedModel else { throw EngineError.modelNotInstalled(model: model, collection: name) }
        return plannedModel
    }

    /// The dimension of its vectors, now or once created; nil if no model is installed at all.
    public func servingDimension(of collection: OpenCollection?) -> Int? {
        if let collection { return collection.record.dimension }
        let installed = plannedModel.flatMap { try? engine.embedder.library.model(named: $0).manifest }
        return installed?.dimension ?? dimension
    }

    /// The score above which images count as similar: the system's own value if its model is in use, else the value
    /// that the model in use suggests.
    ///
    /// - Parameters:
    ///   - own: the system's model.
    ///   - value: the system's threshold, also used if the model suggests none.
    public func threshold(of serving: String?, chosenFor own: String, _ value: Double) async -> Double {
        guard let serving, serving != own,
            let manifest = try? await engine.embedder.model(named: serving).manifest
        else { return value }
        return manifest.thresholdForImages ?? value
    }

    /// Whether a model of this name can be loaded here.
    public func isInstalled(_ model: String) -> Bool {
        (try? engine.embedder.library.model(named: model)) != nil
    }

    private var plannedModel: String? {
        dimension != nil || isInstalled(model) ? model : try? engine.defaultModel
    }
}
