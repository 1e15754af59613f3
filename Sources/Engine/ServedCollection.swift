internal import Catalogue
internal import Embedding
public import Vectors

/// The one collection behind an interface that knows no collections, and the model that makes its vectors: the one
/// that it was made with or, before there is one, the one that is wanted where that is installed, else the default.
public struct ServedCollection: Sendable {
    public let engine: Engine
    public let name: String
    /// The model that is configured, or that of the system that the interface stands for.
    public let model: String
    /// Numbers in a vector, where clients bring vectors of that model: no other model can stand in for it then, and
    /// the collection is made for it whether it is installed or not.
    public let dimension: Int?
    public let indexKind: IndexKind

    public init(
        _ engine: Engine, name: String, model: String, dimension: Int? = nil, indexKind: IndexKind = .auto
    ) {
        self.engine = engine
        self.name = name
        self.model = model
        self.dimension = dimension
        self.indexKind = indexKind
    }

    /// The collection; nil before anything was put into it.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)``.
    public func existing() async throws -> Collection? {
        do {
            return try await engine.openCollection(named: name)
        } catch EngineError.unknownCollection {
            return nil
        }
    }

    /// As ``existing()``, for who tells how things are: what stands against using the collection is told too.
    public func state() async -> (collection: Collection?, problem: (any Error)?) {
        do { return (try await existing(), nil) } catch { return (nil, error) }
    }

    /// The collection, made where there is none.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)`` where no model is installed at all and one is
    ///   needed.
    public func made() async throws -> Collection {
        if let collection = try await existing() { return collection }
        do {
            return try await Blocking.run { try make() }
        } catch EngineError.collectionExists {
            // By another caller, meanwhile.
            return try await engine.openCollection(named: name)
        }
    }

    private func make() throws -> Collection {
        let planned = try modelOfNew()
        var options = CollectionOptions(model: .named(planned))
        // An installed model knows its own.
        if !isInstalled(planned) { options.dimension = dimension }
        options.indexKind = indexKind
        return try engine.createCollection(named: name, options)
    }

    /// The model of a collection, or of the one that would be made; nil for one of clients' vectors only, and where no
    /// model is installed at all.
    public func servingModel(of collection: Collection?) -> String? {
        collection.map(\.record.model) ?? plannedModel
    }

    /// The model of the collection that would be made.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)`` where no model is installed at all.
    public func modelOfNew() throws -> String {
        guard let plannedModel else { throw EngineError.modelNotInstalled(model: model, collection: name) }
        return plannedModel
    }

    /// How many numbers its vectors have, or would have; nil where no model is installed at all.
    public func servingDimension(of collection: Collection?) -> Int? {
        if let collection { return collection.record.dimension }
        let installed = plannedModel.flatMap { try? engine.embedder.library.model(named: $0).manifest }
        return installed?.dimension ?? dimension
    }

    /// The score above which pictures count as alike: the one that the system chose for its own model where that
    /// serves, else what the serving model suggests.
    ///
    /// - Parameters:
    ///   - own: the system's model.
    ///   - value: the system's threshold; also where the serving model suggests none.
    public func threshold(of serving: String?, chosenFor own: String, _ value: Double) async -> Double {
        guard let serving, serving != own,
            let manifest = try? await engine.embedder.model(named: serving).manifest
        else { return value }
        return manifest.suggestedThreshold ?? value
    }

    public func isInstalled(_ model: String) -> Bool {
        (try? engine.embedder.library.model(named: model)) != nil
    }

    private var plannedModel: String? {
        dimension != nil || isInstalled(model) ? model : try? engine.defaultModel
    }
}
