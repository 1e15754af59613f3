internal import Foundation
public import LookalikeCatalogue
public import LookalikeEmbedding
public import LookalikePictures
internal import LookalikeWorkThreads

/// From encoded images to vectors: finds the model, decodes, preprocesses, runs the network, normalises.
///
/// ```swift
/// let model = try await engine.embedder.model(named: "lookalike-small")
/// let result = try await engine.embedder.embed(bytes, with: model, priority: .interactive)
/// print(result.info.format, result.vector.count)
/// ```
public actor Embedder {
    /// The result for one image.
    public struct Result: Sendable {
        /// `dimension` numbers, L2-normalised if the model says so.
        public let vector: [Float]
        /// The format and size that the image's bytes say.
        public let info: PictureInfo
        /// What was wrong with the image although it could be decoded; empty for most.
        public let warnings: [PictureWarning]
        /// What is kept of the image to recognise its duplicates; nil unless it was asked for.
        let fingerprint: PictureFingerprint?

        /// A remark for the record: a part of the image is missing.
        public var mark: String? { warnings.first(where: \.isCut)?.description }
    }

    /// The models that are installed.
    public nonisolated let library: ModelLibrary
    /// The threads that decode images and run networks.
    public nonisolated let scheduler: EmbeddingScheduler
    /// What an image may be at most; larger ones are refused.
    public nonisolated let limits: DecodingLimits
    /// Runs the networks.
    public nonisolated let backend: any EmbeddingBackend
    private let precision: Precision
    private let maximumBatch: Int
    private var identifying: [String: Task<IdentifiedModel, any Error>] = [:]
    private var loading: [String: Task<LoadedModel, any Error>] = [:]
    private var loaded: Set<String> = []
    /// Text encoders by the identities of their models; they are loaded when a text comes.
    private var encoders: [String: Task<(any TextEncoder)?, any Error>] = [:]
    /// Scales of models, by name; nil inside for a model that has none.
    var likenessOfModels: [String: LikenessScale?] = [:]
    /// Collections whose model could not be verified because no image was available, and when that was tried.
    var unverified: [Int64: ContinuousClock.Instant] = [:]

    /// Loads no model: each is loaded when it is first needed.
    ///
    /// - Parameters:
    ///   - data: its `models` folder is searched, and those of the configuration.
    ///   - builtIn: models that are part of the program.
    public init(
        _ configuration: EngineConfiguration, data: DataDirectory, backend: any EmbeddingBackend,
        builtIn: [InstalledModel]
    ) {
        library = ModelLibrary(builtIn: builtIn, folders: [data.models] + configuration.modelFolders)
        scheduler = EmbeddingScheduler(
            EmbeddingScheduler.Configuration(
                workers: configuration.resolvedWorkers, capacity: configuration.queueCapacity,
                patience: configuration.queuePatience, metrics: configuration.metrics,
                tracer: configuration.tracer))
        limits = configuration.limits
        precision = configuration.precision
        maximumBatch = configuration.maximumBatch
        self.backend = backend
    }

    /// Loads a model once; concurrent callers wait for the same load.
    ///
    /// - Throws: ``EmbeddingError``.
    public func model(named name: String) async throws -> LoadedModel {
        if let task = loading[name] { return try await task.value }
        let (library, backend, precision, batch) = (library, backend, precision, maximumBatch)
        let task = Task {
            try await Blocking.run {
                // Identified anew: the file may be another than when a text asked for the model.
                let model = try IdentifiedModel(library.model(named: name))
                let network = try backend.load(
                    model.manifest, identity: model.identity, network: model.installed.network,
                    precision: precision, maximumBatch: batch)
                return LoadedModel(model, network: network)
            }
        }
        loading[name] = task
        do {
            let model = try await task.value
            loaded.insert(name)
            identifying[name] = Task { model.identified }
            return model
        } catch {
            // The next caller tries again: by then the user may have repaired the model's folder.
            (loading[name], identifying[name]) = (nil, nil)
            throw error
        }
    }

    /// Finds a model and computes its identity, once; its network is not loaded.
    ///
    /// - Throws: ``EmbeddingError``.
    func identifiedModel(named name: String) async throws -> IdentifiedModel {
        if let task = identifying[name] { return try await task.value }
        let library = library
        let task = Task { try await Blocking.run { try IdentifiedModel(library.model(named: name)) } }
        identifying[name] = task
        do {
            return try await task.value
        } catch {
            identifying[name] = nil
            throw error
        }
    }

    /// The installed model with the name in the collection's record, whatever its identity.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)``; ``EmbeddingError/unusableModel(name:detail:)``
    ///   if its dimension is not the collection's.
    func namedModel(of record: CollectionRecord) async throws -> LoadedModel {
        try await installed(of: record, \.manifest) { name in try await model(named: name) }
    }

    /// The encoder of texts of a model, loaded once; nil if the model knows images only.
    ///
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)``.
    func textEncoder(of model: IdentifiedModel) async throws -> (any TextEncoder)? {
        let key = model.identityText
        if let task = encoders[key] { return try await task.value }
        let (backend, precision) = (backend, precision)
        let task = Task {
            try await Blocking.run {
                try model.installed.textEncoder(
                    identity: model.identity, backend: backend, precision: precision)
            }
        }
        encoders[key] = task
        do {
            return try await task.value
        } catch {
            encoders[key] = nil
            throw error
        }
    }

    /// The vector of a text.
    ///
    /// - Throws: ``EmbeddingError``.
    public nonisolated func encode(_ text: String, with encoder: any TextEncoder) async throws -> EncodedText
    {
        try await scheduler.run(priority: .interactive, weight: text.utf8.count) { try encoder.encode(text) }
    }

    /// Forgets a loaded model, which was removed or replaced: the next caller loads what is there then.
    public func forget(_ name: String) async {
        (likenessOfModels[name], loading[name]) = (nil, nil)
        loaded.remove(name)
        guard let task = identifying.removeValue(forKey: name) else { return }
        // One that could not be identified has no encoder.
        if let model = try? await task.value { encoders[model.identityText] = nil }
    }

    /// Whether a model is loaded.
    public func isLoaded(_ name: String) -> Bool { loaded.contains(name) }

    /// Whether a model is being loaded.
    public func isLoading(_ name: String) -> Bool { loading[name] != nil && !loaded.contains(name) }

    /// Embeds one image.
    ///
    /// - Parameters:
    ///   - region: the part to embed; nil means all of it.
    ///   - turn: what is done to that part first.
    ///   - preparation: how the image becomes pixels.
    ///   - isFingerprinted: whether its fingerprint is made too, of what is decoded anyway.
    /// - Throws: ``PictureError``, ``EmbeddingError``.
    public nonisolated func embed(
        _ bytes: [UInt8], region: ImageRegion? = nil, turn: ImageTurn = .none, with model: LoadedModel,
        priority: EmbeddingScheduler.Priority, maximumBatch: Int = .max,
        preparation: ImagePreparation = .standard, isFingerprinted: Bool = false
    ) async throws -> Result {
        try await embed(
            with: model, priority: priority, weight: bytes.count, region: region, turn: turn,
            maximumBatch: maximumBatch, preparation: preparation, isFingerprinted: isFingerprinted
        ) { bytes }
    }

    /// Embeds an image file; it is read when its turn comes.
    ///
    /// - Throws: as above, and ``FileReadError``.
    public nonisolated func embed(
        file path: String, with model: LoadedModel, priority: EmbeddingScheduler.Priority,
        preparation: ImagePreparation = .standard
    ) async throws -> Result {
        let limit = limits.maximumBytes(named: path)
        return try await embed(with: model, priority: priority, weight: 0, preparation: preparation) {
            do {
                return try FileContent.read(path, limit: limit).bytes
            } catch let failure as FileContent.Failure {
                throw failure.asError(path: path, limit: limit)
            }
        }
    }
}

/// A model that is ready to run.
public struct LoadedModel: Sendable {
    /// The model without its network.
    let identified: IdentifiedModel
    /// What `model.json` says.
    public var manifest: ModelManifest { identified.manifest }
    /// The hashes of its network and preprocessing.
    public var identity: ModelIdentity { identified.identity }
    /// As stored in a collection's record.
    var identityText: String { identified.identityText }
    /// The compiled network.
    public let network: any EmbeddingNetwork

    /// A model with a network that was loaded for it. ``Embedder/model(named:)`` does both; this is for models that are
    /// measured before they are installed.
    public init(_ installed: InstalledModel, identity: ModelIdentity, network: any EmbeddingNetwork) {
        self.init(IdentifiedModel(installed, identity: identity), network: network)
    }

    init(_ identified: IdentifiedModel, network: any EmbeddingNetwork) {
        self.identified = identified
        self.network = network
    }
}

/// The cosine of the angle between two vectors of the same length; 0 if one of them is zero.
public func cosine(_ a: [Float], _ b: [Float]) -> Double {
    zip(normalized(a), normalized(b)).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// The vector divided by its Euclidean norm; a zero vector stays one.
func normalized(_ vector: [Float]) -> [Float] {
    let norm = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard norm > 0, norm.isFinite else { return vector }
    return vector.map { Float(Double($0) / norm) }
}
