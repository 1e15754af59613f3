internal import Foundation
internal import LookalikeCatalogue
public import LookalikeEmbedding
internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization
internal import SystemPackage

/// From images to vectors to neighbours. All interfaces and the command line use it.
///
/// ```swift
/// let backend = try OpenVINOBackend(workers: configuration.resolvedWorkers, cacheDirectory: nil)
/// let engine = try await Engine(
///     configuration, purpose: "an example", backend: backend, builtIn: try BuiltInModel.load())
/// let shoes = try await engine.createCollection(named: "shoes", CollectionOptions())
/// _ = try await engine.put(bytes, as: "shoe-1", in: shoes)
/// let answer = try await engine.search(shoes, for: Query([.init(.image(photo))]), options: SearchOptions())
/// for match in answer.matches { print(match.score, match.image.id) }
/// ```
public final class Engine: Sendable {
    /// As given at the start; it does not change while the engine runs.
    public let configuration: EngineConfiguration
    /// The data folder.
    public let data: DataDirectory
    /// Makes vectors of images.
    public let embedder: Embedder
    /// Running and finished jobs.
    public let jobs: JobCenter
    /// Small versions of images, made when they are first asked for.
    public let thumbnails: ThumbnailCache
    let frameDesk = FrameDesk()
    let storage: any Storage
    let catalogue: any Catalogue
    let lock: DataDirectoryLock?
    private let access: VectorFile.Access
    let store: OpenStore<OpenCollection>
    /// Answers of ``cachedSearch(_:for:options:)``; its statistics are of interest.
    let searches: LRUCache<SearchKey, SearchAnswer>
    /// Searches that have further pages.
    let rankings = LRUCache<UInt64, Ranking>(maximumWeight: 64 << 20, lifetime: .seconds(3_600))
    let fields = LRUCache<FieldsKey, [AttributeField]>(maximumWeight: 8 << 20)
    let embeddings: LRUCache<EmbeddingKey, Embedder.Result>
    let encodedTexts = LRUCache<TextKey, EncodedText>(maximumWeight: 8 << 20)
    let duplicates = LRUCache<DuplicateKey, [[Int64]]>(maximumWeight: 16 << 20)
    /// Record ids of lists that somebody looks at.
    let listings = LRUCache<ListingKey, [Int64]>(maximumWeight: 16 << 20)
    /// Running scans for groups of duplicates.
    let duplicateScans = SharedWork<DuplicateKey, [[Int64]]>()
    let duplicateWatch = DuplicateWatch()
    let duplicateGroups = LRUCache<DuplicateGroupsKey, [ContentGroup]>(maximumWeight: 32 << 20)
    let healing = HealingRegister()
    let likenessScales = LikenessScales()
    let migrations = MigrationRegister()
    let batches: BatchQueue
    /// Problems of background work.
    public let problems: EngineProblems
    let metrics: EngineMetrics
    let tracing: EngineTracing

    /// Opens the data folder.
    ///
    /// - Parameters:
    ///   - purpose: who uses the folder, shown to others; nil opens it for reading next to a writing process.
    ///   - builtIn: models that are part of the program; the first is the default.
    ///   - storage: where records and vectors are kept; nil keeps them in files of the data folder.
    /// - Throws: ``EngineError``, ``CatalogueError``.
    public init(
        _ configuration: EngineConfiguration, purpose: String?, backend: any EmbeddingBackend,
        builtIn: [InstalledModel], storage: (any Storage)? = nil
    ) async throws {
        self.configuration = configuration
        let data = DataDirectory(configuration.dataDirectory)
        self.data = data
        problems = EngineProblems(log: configuration.onProblem)
        if let purpose {
            lock = try await Blocking.run {
                try data.prepare()
                let lock = try DataDirectoryLock(data, purpose: purpose)
                RestoredFolder(data: data).tidy()
                return lock
            }
        } else {
            lock = nil
        }
        access = purpose == nil ? .readOnly : .readWrite
        let storage = storage ?? LocalStorage(data: data)
        self.storage = storage
        catalogue = try await storage.openCatalogue(access)
        embedder = Embedder(configuration, data: data, backend: backend, builtIn: builtIn)
        thumbnails = ThumbnailCache(scheduler: embedder.scheduler, limits: configuration.limits)
        jobs = JobCenter(catalogue: catalogue, data: data, problems: problems)
        store = OpenStore(
            maximumCount: configuration.openCollections, maximumWeight: configuration.openCollectionBytes
        ) { $0.memoryBytes }
        searches = LRUCache(
            maximumWeight: configuration.searchCacheBytes, lifetime: configuration.searchCacheLifetime)
        embeddings = LRUCache(maximumWeight: configuration.embeddingCacheBytes)
        batches = BatchQueue(configuration)
        metrics = EngineMetrics(configuration.metrics)
        tracing = EngineTracing(tracer: configuration.tracer)
        if access == .readWrite {
            try await finishDeletions()
            try await finishRemovals()
            try await removeUnacceptedSpools()
            try await noteOrphans()
        }
    }

    /// The model of new collections: the configured one, else the first built-in one, else the first installed one.
    ///
    /// - Throws: ``EmbeddingError/unknownModel(name:known:)`` where there is none at all.
    public var defaultModel: String {
        get throws {
            if let name = configuration.defaultModel { return name }
            guard let first = embedder.library.scan().models.first else {
                throw EmbeddingError.unknownModel(name: "(default)", known: [])
            }
            return first.manifest.name
        }
    }

    /// Whether the data folder was opened for reading only. Whatever would change it then throws
    /// ``EngineError/dataFolderUnusable(path:detail:)``.
    public var isReadOnly: Bool { access == .readOnly }

    func checkWritable() throws(EngineError) {
        if isReadOnly { throw .dataFolderUnusable(path: data.path, detail: "it was opened for reading only") }
    }

    /// Hits, misses and sizes of the caches of searches and of embeddings.
    public var searchCacheStatistics: CacheStatistics { searches.statistics }
    /// The same for the embeddings of query images.
    public var embeddingCacheStatistics: CacheStatistics { embeddings.statistics }

    // MARK: Sync

    /// Syncs a collection with its roots.
    ///
    /// - Parameters:
    ///   - directory: the folder of one root; nil syncs all roots. A collection without roots gets it as its first.
    ///   - progress: called often, from any thread.
    /// - Throws: ``EngineError/syncRunning(collection:)`` at once where one runs; ``EngineError/noFolder(collection:)``,
    ///   ``EngineError/folderUnreadable(path:detail:)``, ``EngineError/otherFolder(collection:has:asked:)``,
    ///   ``EngineError/removalsRefused(_:)``, ``EmbeddingError``, `CancellationError`.
    public func sync(
        _ collection: OpenCollection, directory: String? = nil, options: SyncOptions = SyncOptions(),
        progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> SyncReport {
        let collection = collection.current
        try checkWritable()
        try collection.beginSync()
        defer { collection.endSync() }
        let report = try await syncRun(collection, directory.map(Self.absolute), options, progress).run()
        metrics.stored(report)
        await duplicateWatch.note(collection, embedder)
        return report
    }

    /// Starts ``sync(_:directory:options:progress:)`` as a job and returns.
    ///
    /// - Throws: ``EngineError/syncRunning(collection:)``, ``EngineError/noFolder(collection:)``,
    ///   ``EngineError/folderUnreadable(path:detail:)``, ``EngineError/otherFolder(collection:has:asked:)``,
    ///   ``EngineError/removalsRefused(_:)``.
    public func startSync(
        _ collection: OpenCollection, directory: String? = nil, options: SyncOptions = SyncOptions()
    ) async throws -> Job {
        let collection = collection.current
        try checkWritable()
        let directory = directory.map(Self.absolute)
        if let directory { try await Self.checkReadable(directory) }
        let parameters = SyncParameters(directory: directory, options: options)
        return try await startSync(collection, parameters, as: nil)
    }

    /// Whether a folder can be synced, before anything is made for it.
    ///
    /// - Throws: ``EngineError/folderUnreadable(path:detail:)``.
    public static func checkReadable(_ directory: String) async throws {
        guard await Blocking.run({ FileManager.default.isReadableFile(atPath: directory) }) else {
            throw EngineError.folderUnreadable(
                path: directory, detail: "it does not exist or may not be read")
        }
    }

    private func syncRun(
        _ collection: OpenCollection, _ directory: String?, _ options: SyncOptions,
        _ progress: @escaping @Sendable (Job.Progress) -> Void
    ) -> SyncRun {
        SyncRun(
            collection: collection, directory: directory, embedder: embedder, options: options,
            removalShare: configuration.removalShare, progress: progress)
    }

    /// - Parameters:
    ///   - known: a job from before a restart, to be continued.
    ///   - ended: called with the outcome, before the job is finished.
    func startSync(
        _ collection: OpenCollection, _ parameters: SyncParameters, as known: JobRecord?,
        ended: @escaping @Sendable (Result<SyncReport, any Error>) -> Void = { _ in }
    ) async throws -> Job {
        try collection.beginSync()
        do {
            // The caller is told about obstacles at once; a resumed job reports them itself.
            let prepared =
                known == nil
                ? try await syncRun(collection, parameters.directory, parameters.options) { _ in }.prepare()
                : nil
            return try await jobs.start(
                kind: SyncParameters.kind, collection: collection.name, parameters: parameters.members,
                as: known
            ) { [embedder, metrics, duplicateWatch, share = configuration.removalShare] context in
                defer { collection.endSync() }
                let report: SyncReport
                do {
                    report = try await SyncRun(
                        collection: collection, directory: parameters.directory, embedder: embedder,
                        options: parameters.options, removalShare: share, progress: context.report
                    ).run(prepared)
                } catch {
                    ended(.failure(error))
                    throw error
                }
                metrics.stored(report)
                await duplicateWatch.note(collection, embedder)
                ended(.success(report))
                return try report.members
            }
        } catch {
            collection.endSync()
            throw error
        }
    }

    static func absolute(_ path: String) -> String {
        let path =
            FilePath(path).isAbsolute ? path : FileManager.default.currentDirectoryPath + "/" + path
        return FilePath(path).lexicallyNormalized().string
    }
}

extension EngineConfiguration {
    /// The number of worker threads: as configured, or one per core.
    public var resolvedWorkers: Int {
        workers > 0 ? workers : ProcessInfo.processInfo.activeProcessorCount
    }
}
