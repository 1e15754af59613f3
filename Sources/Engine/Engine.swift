internal import Catalogue
public import Embedding
internal import Foundation
internal import Synchronization
public import Vectors

/// Pictures to vectors to neighbours: what every surface and the command line stand on.
public final class Engine: Sendable {
    public let configuration: EngineConfiguration
    public let data: DataDirectory
    public let embedder: Embedder
    public let jobs = JobCenter()
    public let thumbnails: ThumbnailCache
    let catalogue: any Catalogue
    private let lock: DataDirectoryLock?
    private let access: VectorFile.Access
    private let open = Mutex<[String: Collection]>([:])

    /// Opens the data folder.
    ///
    /// - Parameters:
    ///   - purpose: who holds the folder, told to others; nil opens it for reading beside a process that writes.
    ///   - builtIn: models that are part of the program; the first is the default.
    /// - Throws: ``EngineError``, ``CatalogueError``.
    public init(
        _ configuration: EngineConfiguration, purpose: String?, backend: any EmbeddingBackend,
        builtIn: [InstalledModel]
    ) throws {
        self.configuration = configuration
        let data = DataDirectory(configuration.dataDirectory)
        self.data = data
        try data.prepare()
        lock = try purpose.map { try DataDirectoryLock(data, purpose: $0) }
        access = purpose == nil ? .readOnly : .readWrite
        catalogue = try SQLiteCatalogue(path: data.catalogue)
        embedder = Embedder(configuration, data: data, backend: backend, builtIn: builtIn)
        thumbnails = ThumbnailCache(scheduler: embedder.scheduler, limits: configuration.limits)
    }

    /// The model of new collections: the configured one, else the first that is built in, else the first there is.
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

    public var isReadOnly: Bool { access == .readOnly }

    // MARK: Collections

    public func collections() throws -> [Collection] {
        try catalogue.collections().map { try collection($0) }
    }

    /// - Throws: ``EngineError/unknownCollection(_:)``.
    public func collection(named name: String) throws -> Collection {
        if let collection = open.withLock({ $0[name] }) { return collection }
        guard let record = try catalogue.collection(named: name) else { throw EngineError.unknownCollection(name) }
        return try collection(record)
    }

    private func collection(_ record: CollectionRecord) throws -> Collection {
        try open.withLock { open in
            if let collection = open[record.name], collection.id == record.id { return collection }
            let collection = try Collection(record, catalogue: catalogue, data: data, access: access)
            if access == .readWrite { collection.removeStrayFiles() }
            open[record.name] = collection
            return collection
        }
    }

    /// Makes a collection.
    ///
    /// - Parameters:
    ///   - model: nil takes the default.
    ///   - metric: how vectors are compared.
    /// - Throws: ``EngineError/invalidCollectionName(_:)``, ``EngineError/collectionExists(_:)``,
    ///   ``EngineError/unsupportedIndex(_:)``, ``EmbeddingError/unknownModel(name:known:)``.
    public func createCollection(
        named name: String, model: String? = nil, metric: Metric = .cosine, indexKind: String = "flat",
        directory: String? = nil
    ) throws -> Collection {
        guard CollectionName.isValid(name) else { throw EngineError.invalidCollectionName(name) }
        guard indexKind == "flat" else { throw EngineError.unsupportedIndex(indexKind) }
        let manifest = try embedder.library.model(named: model ?? defaultModel).manifest
        do {
            let record = try catalogue.create(
                CollectionRecord(
                    name: name, model: manifest.name, dimension: manifest.dimension, metric: metric.rawValue,
                    indexKind: indexKind, directory: directory.map(Self.absolute), createdAt: Date()))
            return try collection(record)
        } catch CatalogueError.duplicate {
            throw EngineError.collectionExists(name)
        }
    }

    /// The collection of that name, made where there is none.
    ///
    /// - Throws: ``EngineError/modelMismatch(collection:has:asked:)`` where it was made with another model.
    public func collection(named name: String, creatingWith model: String?) throws -> Collection {
        do {
            let collection = try collection(named: name)
            if let model, collection.record.model != model {
                throw EngineError.modelMismatch(collection: name, has: collection.record.model, asked: model)
            }
            return collection
        } catch EngineError.unknownCollection {
            return try createCollection(named: name, model: model)
        }
    }

    /// Removes a collection, its vectors and the pictures that were uploaded to it; files of its folder stay.
    public func deleteCollection(named name: String) async throws {
        let collection = try collection(named: name)
        try await Blocking.run { [self] in
            if collection.isSyncing { throw EngineError.syncRunning(collection: name) }
            collection.markDeleted()
            try catalogue.deleteCollection(collection.id)
            open.withLock { $0[name] = nil }
            try? FileManager.default.removeItem(atPath: data.collection(collection.id))
        }
    }

    // MARK: Sync

    /// Compares a folder with a collection and brings the collection up to date.
    ///
    /// - Parameters:
    ///   - directory: nil takes the collection's own.
    ///   - progress: called often, from any thread.
    /// - Throws: ``EngineError/syncRunning(collection:)`` at once where one runs; ``EngineError/noFolder(collection:)``,
    ///   ``EngineError/folderUnreadable(path:detail:)``, ``EmbeddingError``, `CancellationError`.
    public func sync(
        _ collection: Collection, directory: String? = nil, options: SyncOptions = SyncOptions(),
        progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> SyncReport {
        guard let directory = directory.map(Self.absolute) ?? collection.record.directory else {
            throw EngineError.noFolder(collection: collection.name)
        }
        try collection.beginSync()
        defer { collection.endSync() }
        return try await SyncRun(
            collection: collection, directory: directory, embedder: embedder, options: options, progress: progress
        ).run()
    }

    /// As ``sync(_:directory:options:progress:)``, going on after the return.
    ///
    /// - Throws: ``EngineError/syncRunning(collection:)``, ``EngineError/noFolder(collection:)``,
    ///   ``EngineError/folderUnreadable(path:detail:)``.
    public func startSync(
        _ collection: Collection, directory: String? = nil, options: SyncOptions = SyncOptions()
    ) async throws -> Job {
        guard let directory = directory.map(Self.absolute) ?? collection.record.directory else {
            throw EngineError.noFolder(collection: collection.name)
        }
        guard FileManager.default.isReadableFile(atPath: directory) else {
            throw EngineError.folderUnreadable(path: directory, detail: "it does not exist or may not be read")
        }
        try collection.beginSync()
        return await jobs.start(kind: "sync", collection: collection.name) { [embedder] progress in
            defer { collection.endSync() }
            return try await SyncRun(
                collection: collection, directory: directory, embedder: embedder, options: options, progress: progress
            ).run()
        }
    }

    static func absolute(_ path: String) -> String {
        let path = (path as NSString).isAbsolutePath ? path : FileManager.default.currentDirectoryPath + "/" + path
        return (path as NSString).standardizingPath
    }
}

extension EngineConfiguration {
    public var resolvedWorkers: Int {
        workers > 0 ? workers : ProcessInfo.processInfo.activeProcessorCount
    }
}
