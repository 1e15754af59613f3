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
    private var loading: [String: Task<LoadedModel, any Error>] = [:]
    private var loaded: Set<String> = []
    /// Text encoders by the identities of their models; they are loaded when a text comes.
    private var encoders: [String: Task<(any TextEncoder)?, any Error>] = [:]
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
                patience: configuration.queuePatience, metrics: configuration.metrics))
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
                let installed = try library.model(named: name)
                let identity = try ModelLibrary.identity(of: installed)
                let network = try backend.load(
                    installed.manifest, identity: identity, network: installed.network, precision: precision,
                    maximumBatch: batch)
                return LoadedModel(installed, identity: identity, network: network)
            }
        }
        loading[name] = task
        do {
            let model = try await task.value
            loaded.insert(name)
            return model
        } catch {
            // The next caller tries again: by then the user may have repaired the model's folder.
            loading[name] = nil
            throw error
        }
    }

    /// The installed model with the name in the collection's record, whatever its identity.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)``; ``EmbeddingError/unusableModel(name:detail:)``
    ///   if its dimension is not the collection's.
    func namedModel(of record: CollectionRecord) async throws -> LoadedModel {
        guard let name = record.model else {
            throw EngineError.modelNotInstalled(model: nil, collection: record.name)
        }
        let loaded: LoadedModel
        do {
            loaded = try await model(named: name)
        } catch EmbeddingError.unknownModel {
            throw EngineError.modelNotInstalled(model: name, collection: record.name)
        }
        guard loaded.manifest.dimension == record.dimension else {
            throw EmbeddingError.unusableModel(
                name: name,
                detail:
                    "it gives \(loaded.manifest.dimension) numbers; the collection '\(record.name)' was made "
                    + "when it gave \(record.dimension)")
        }
        return loaded
    }

    /// The encoder of texts of a model, loaded once; nil if the model knows images only.
    ///
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)``.
    public func textEncoder(of model: LoadedModel) async throws -> (any TextEncoder)? {
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
        guard let task = loading.removeValue(forKey: name) else { return }
        loaded.remove(name)
        // One that could not be loaded has no encoder.
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
    ///   - preparation: how the image becomes pixels.
    ///   - isFingerprinted: whether its fingerprint is made too, of what is decoded anyway.
    /// - Throws: ``PictureError``, ``EmbeddingError``.
    public nonisolated func embed(
        _ bytes: [UInt8], region: ImageRegion? = nil, with model: LoadedModel,
        priority: EmbeddingScheduler.Priority, maximumBatch: Int = .max,
        preparation: ImagePreparation = .standard, isFingerprinted: Bool = false
    ) async throws -> Result {
        try await embed(
            with: model, priority: priority, weight: bytes.count, region: region,
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
        let limit = limits.maximumBytes
        return try await embed(with: model, priority: priority, weight: 0, preparation: preparation) {
            do {
                return try FileContent.read(path, limit: limit).bytes
            } catch let failure as FileContent.Failure {
                throw failure.asError(path: path, limit: limit)
            }
        }
    }

    private nonisolated func embed(
        with model: LoadedModel, priority: EmbeddingScheduler.Priority, weight: Int,
        region: ImageRegion? = nil, maximumBatch: Int = .max,
        preparation: ImagePreparation = .standard, isFingerprinted: Bool = false,
        load: @escaping @Sendable () throws -> [UInt8]
    ) async throws -> Result {
        let (limits, manifest) = (limits, model.manifest)
        let output = try await scheduler.embed(
            with: model.network, identifier: manifest.name, priority: priority, weight: weight,
            maximumBatch: maximumBatch
        ) {
            var options = DecodingOptions()
            options.limits = limits
            options.appliesOrientation = preparation == .standard
            options.alpha = preparation == .standard ? .overWhite : .drop
            return try manifest.tensor(
                of: try load(), region: region, options: options, isFingerprinted: isFingerprinted)
        }
        let vector = manifest.normalize ? normalized(output.embedding) : output.embedding
        guard vector.allSatisfy(\.isFinite) else {
            throw EmbeddingError.inferenceFailed(
                model: manifest.name, detail: "it gave numbers that are not finite")
        }
        let facts = output.extra
        return Result(
            vector: vector, info: facts.info, warnings: facts.warnings, fingerprint: facts.fingerprint)
    }
}

extension ModelManifest {
    /// Decodes an image and converts it, or a region of it, to the network's input.
    ///
    /// - Parameter isFingerprinted: of the whole image only.
    fileprivate func tensor(
        of bytes: [UInt8], region: ImageRegion?, options: DecodingOptions, isFingerprinted: Bool
    ) throws -> (tensor: [Float], extra: TensorFacts) {
        var facts: TensorFacts?
        let tensor = try [Float](unsafeUninitializedCapacity: inputCount) { buffer, count in
            let output = UnsafeMutableBufferPointer(rebasing: buffer[..<inputCount])
            try bytes.withUnsafeBytes { bytes in
                if let region {
                    let found = try preprocessing.apply(
                        to: bytes, region: region, options: options, into: output, layout: input.layout)
                    facts = TensorFacts(info: found.info, warnings: found.warnings)
                } else {
                    let picture = try preprocessing.decode(bytes, options: options)
                    preprocessing.apply(to: picture, into: output, layout: input.layout)
                    facts = TensorFacts(
                        info: picture.info, warnings: picture.warnings,
                        fingerprint: isFingerprinted ? PictureFingerprint(of: picture) : nil)
                }
            }
            // Sound: `apply` writes every number of the output.
            count = inputCount
        }
        // Sound: if nothing was thrown, the closure above has run once, to its end.
        return (tensor, facts!)
    }
}

/// What is learnt of an image while its tensor is made.
private struct TensorFacts {
    let info: PictureInfo
    let warnings: [PictureWarning]
    var fingerprint: PictureFingerprint?
}

/// A model that is ready to run.
public struct LoadedModel: Sendable {
    /// Where its files are.
    let installed: InstalledModel
    /// What `model.json` says.
    public var manifest: ModelManifest { installed.manifest }
    /// The hashes of its network and preprocessing.
    public let identity: ModelIdentity
    /// As stored in a collection's record.
    let identityText: String
    /// The compiled network.
    public let network: any EmbeddingNetwork

    /// A model with a network that was loaded for it. ``Embedder/model(named:)`` does both; this is for models that are
    /// measured before they are installed.
    public init(_ installed: InstalledModel, identity: ModelIdentity, network: any EmbeddingNetwork) {
        self.installed = installed
        self.identity = identity
        identityText = identity.text
        self.network = network
    }
}

/// The vector divided by its Euclidean norm; a zero vector stays one.
func normalized(_ vector: [Float]) -> [Float] {
    let norm = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard norm > 0, norm.isFinite else { return vector }
    return vector.map { Float(Double($0) / norm) }
}
