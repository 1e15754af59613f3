internal import Foundation
public import LookalikeCatalogue
internal import LookalikeEmbedding
public import LookalikeJSON
public import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

/// Properties of a new collection.
public struct CollectionOptions: Sendable {
    /// Where a collection's vectors come from.
    public enum Model: Sendable, Equatable {
        /// The engine's default.
        case byDefault
        /// The model of this name. If it is not installed, ``CollectionOptions/dimension`` is required.
        case named(String)
        /// Clients send their own vectors; needs a dimension.
        case none
    }

    /// The model of all its vectors, for good.
    public var model = Model.byDefault
    /// For imported vectors: the identity of the model that made them, as ``/LookalikeEmbedding/ModelIdentity`` writes it.
    public var modelIdentity: String?
    /// Numbers per vector; nil takes the model's. Required if the model is not installed: vectors can be added and
    /// searched without it.
    public var dimension: Int?
    /// How vectors are compared.
    public var metric = Metric.cosine
    /// The kind of its index. It can be changed later.
    public var indexKind = IndexKind.auto
    /// Parameters of the index kind, by its own names.
    public var indexParameters: [String: JSONValue] = [:]
    /// What is done to images before they are embedded.
    public var preparation = ImagePreparation.standard
    /// Which files it takes several images of. It can be changed later.
    public var frames = FrameOptions()
    /// Free, such as the system that it was imported from.
    public var settings: [String: JSONValue] = [:]
    /// Its first root; nil for a collection of uploads.
    public var directory: String?

    /// Options with the standard preparation and the index that fits.
    public init(model: Model = .byDefault, dimension: Int? = nil, metric: Metric = .cosine) {
        self.model = model
        self.dimension = dimension
        self.metric = metric
    }
}

extension Engine {
    /// All collections, by name; none is opened.
    public func collectionRecords() async throws -> [CollectionRecord] {
        // A reader next to a writing process may find collections that are just being created.
        try await catalogue.collections().filter { !isReadOnly || $0.vectorStore != nil }
    }

    /// How many images can be found in all collections together; none is opened.
    public func indexedCount() async throws -> Int {
        var count = 0
        for record in try await collectionRecords() {
            count += try await catalogue.counts(in: record.recordID).ready
        }
        return count
    }

    /// Names of the collections that are open, sorted.
    public var openCollectionNames: [String] { store.names }

    /// Opens a collection, unless it is open. Never makes callers of other collections wait.
    ///
    /// - Throws: ``EngineError/unknownCollection(_:)``, ``EngineError/storageDamaged(_:)``.
    public func collection(named name: String) async throws -> OpenCollection {
        if !isReadOnly, let collection = await store.open(name) { return collection }
        guard let record = try await catalogue.collection(named: name) else {
            throw EngineError.unknownCollection(name)
        }
        return try await collection(record)
    }

    private func collection(_ record: CollectionRecord) async throws -> OpenCollection {
        if isReadOnly {
            return try await openForReading(record)
        }
        let isCurrent = { (open: OpenCollection) in open.recordID == record.recordID && !open.isGone }
        return try await store.value(record.name, isCurrent: isCurrent) {
            try await open(record.name)
        }
    }

    /// Not kept open: the writing process changes it.
    private func openForReading(_ record: CollectionRecord) async throws -> OpenCollection {
        do {
            return try await OpenCollection.open(
                record, catalogue: catalogue, data: data, storage: storage, access: .readOnly,
                problems: problems)
        } catch {
            // The writing process may have put another vector store in the place of this one.
            let now = try await catalogue.collection(named: record.name)
            guard let now, now.storeNumber != record.storeNumber else { throw error }
            return try await openForReading(now)
        }
    }

    private func open(_ name: String) async throws -> OpenCollection {
        // Deleted since the record was read, perhaps made anew.
        guard let record = try await catalogue.collection(named: name) else {
            throw EngineError.unknownCollection(name)
        }
        let collection = try await OpenCollection.open(
            record, catalogue: catalogue, data: data, storage: storage, access: .readWrite, problems: problems
        )
        try await collection.tidyFiles()
        return collection
    }

    /// Creates a collection.
    ///
    /// - Throws: ``EngineError/invalidCollectionName(_:)``, ``EngineError/collectionExists(_:)``,
    ///   ``EngineError/invalidDimension(_:)`` if none is given and the model is not installed, or if it is not the
    ///   model's; ``EmbeddingError/unknownModel(name:known:)`` if the model is not installed and no dimension is
    ///   given.
    public func createCollection(named name: String, _ options: CollectionOptions) async throws
        -> OpenCollection
    {
        try checkWritable()
        guard CollectionName.isValid(name) else { throw EngineError.invalidCollectionName(name) }
        _ = try IndexSettings(checking: options.indexKind, options.indexParameters)
        try Self.check(options.frames)
        let (model, dimension) = try resolve(options.model, dimension: options.dimension)
        do {
            let record = try await catalogue.create(
                CollectionRecord(
                    name: name, model: model, modelIdentity: model.flatMap { _ in options.modelIdentity },
                    dimension: dimension, metric: options.metric.rawValue,
                    indexKind: options.indexKind.rawValue, indexParameters: options.indexParameters,
                    preparation: options.preparation, frames: options.frames, settings: options.settings,
                    roots: options.directory.map { [RootRecord(path: Self.absolute($0), addedAt: .storable)] }
                        ?? [],
                    createdAt: .storable),
                after: try data.lastCollection())
            return try await collection(record)
        } catch CatalogueError.duplicate {
            throw EngineError.collectionExists(name)
        }
    }

    /// Creates a collection with an installed model; nil takes the default.
    ///
    /// - Throws: ``EngineError/invalidCollectionName(_:)``, ``EngineError/collectionExists(_:)``,
    ///   ``EngineError/unsupportedIndex(_:)``, ``EmbeddingError/unknownModel(name:known:)``.
    public func createCollection(
        named name: String, model: String? = nil, metric: Metric = .cosine, indexKind: String = "auto",
        directory: String? = nil, preparation: ImagePreparation = .standard,
        frames: FrameOptions = FrameOptions()
    ) async throws -> OpenCollection {
        guard let kind = IndexKind(rawValue: indexKind) else { throw EngineError.unsupportedIndex(indexKind) }
        var options = CollectionOptions(model: model.map { .named($0) } ?? .byDefault, metric: metric)
        options.indexKind = kind
        options.directory = directory
        options.preparation = preparation
        options.frames = frames
        return try await createCollection(named: name, options)
    }

    /// The model's name, and the dimension of its vectors.
    func resolve(_ model: CollectionOptions.Model, dimension: Int?) throws -> (String?, Int) {
        if let dimension, !(1...IndexError.maximumDimension).contains(dimension) {
            throw EngineError.invalidDimension(
                "it lies between 1 and \(IndexError.maximumDimension), and is not \(dimension)")
        }
        let name: String
        switch model {
        case .none:
            guard let dimension else {
                throw EngineError.invalidDimension("a collection without a model needs one")
            }
            return (nil, dimension)
        case .byDefault: name = try defaultModel
        case .named(let given): name = given
        }
        do {
            let manifest = try embedder.library.model(named: name).manifest
            if let dimension, dimension != manifest.dimension {
                throw EngineError.invalidDimension(
                    "the model '\(name)' gives \(manifest.dimension) numbers, not \(dimension)")
            }
            return (name, manifest.dimension)
        } catch EmbeddingError.unknownModel(let name, let known) {
            guard let dimension else { throw EmbeddingError.unknownModel(name: name, known: known) }
            return (name, dimension)
        }
    }

    /// The collection of that name; created if there is none.
    ///
    /// - Throws: ``EngineError/modelMismatch(collection:has:asked:)`` if it has another model.
    public func collection(named name: String, creatingWith model: String?) async throws -> OpenCollection {
        try await collection(
            named: name, creatingWith: CollectionOptions(model: model.map { .named($0) } ?? .byDefault))
    }

    /// The collection of that name; created if there is none.
    ///
    /// - Throws: ``EngineError/modelMismatch(collection:has:asked:)`` if it has another model than the one asked for
    ///   by name.
    public func collection(named name: String, creatingWith options: CollectionOptions) async throws
        -> OpenCollection
    {
        do {
            return try await existingCollection(named: name, of: options.model)
        } catch EngineError.unknownCollection {
            do {
                return try await createCollection(named: name, options)
            } catch EngineError.collectionExists {
                // Another caller has just created it.
                return try await existingCollection(named: name, of: options.model)
            }
        }
    }

    private func existingCollection(
        named name: String, of model: CollectionOptions.Model
    ) async throws -> OpenCollection {
        let collection = try await collection(named: name)
        if case .named(let model) = model, collection.record.model != model {
            throw EngineError.modelMismatch(
                collection: name, has: collection.record.model ?? "none", asked: model)
        }
        return collection
    }
}
