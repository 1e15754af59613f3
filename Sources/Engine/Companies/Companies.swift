internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeWorkThreads
internal import Synchronization

/// Companies: folders of FAISS files, and collections. Each is opened on its first request without blocking others,
/// closed when others need its place, and read again when its files change.
public final class Companies: Sendable {
    /// As given at the start.
    public let configuration: CompanyConfiguration
    let shelf: CompanyShelf
    let embedder: Embedder
    /// Nil if there are no collections.
    let engine: Engine?
    let defaultModel: String?
    private let cache: CompanyCache
    private let store: OpenStore<OpenCompany>
    /// Openings in progress; many callers that wait for one use one thread.
    private let openings = Mutex<[String: Task<OpenCompany, any Error>]>([:])

    /// - Parameter base: the root of the images, if given by the caller.
    public convenience init(engine: Engine, configuration: CompanyConfiguration, base: String? = nil) {
        self.init(
            embedder: engine.embedder, engine: engine, cache: engine.data.companyCache,
            configuration: configuration, base: base)
    }

    /// Companies without collections of ours.
    ///
    /// - Parameters:
    ///   - cache: a folder for files that may be deleted at any time.
    ///   - defaultModel: for new companies if the configured model is not installed; nil for the first installed one.
    public convenience init(
        embedder: Embedder, cache: String, configuration: CompanyConfiguration, defaultModel: String? = nil,
        base: String? = nil
    ) {
        self.init(
            embedder: embedder, engine: nil, cache: cache, configuration: configuration, base: base,
            defaultModel: defaultModel)
    }

    private init(
        embedder: Embedder, engine: Engine?, cache: String, configuration: CompanyConfiguration,
        base: String?,
        defaultModel: String? = nil
    ) {
        self.configuration = configuration
        self.defaultModel = defaultModel
        self.embedder = embedder
        self.engine = engine
        self.cache = CompanyCache(path: cache, base: base)
        shelf = CompanyShelf(path: configuration.directory)
        store = OpenStore(
            maximumCount: configuration.openCompanies, maximumWeight: configuration.openBytes
        ) { $0.bytes }
    }

    // MARK: What there is

    /// All companies, by name. None is opened.
    ///
    /// - Throws: ``EngineError/folderUnreadable(path:detail:)``, ``/LookalikeCatalogue/CatalogueError``.
    public func list() async throws -> [CompanyListing] {
        let folders = try await Blocking.run { [shelf] in try shelf.folders() }
        let paths = Set(folders.map(\.path))
        for gone in store.names where !paths.contains(gone) {
            try await store.close(gone) { open in
                if let open { await Blocking.run { [cache] in cache.forget(open.folder) } }
            }
        }
        let open = Set(store.names)
        let names = Set(folders.map(\.company))
        let openCollections = Set(engine?.openCollectionNames ?? [])
        let collections = try await collectionRecords().filter { !names.contains($0.name) }
        let listed =
            folders.map {
                CompanyListing(name: $0.company, path: $0.path, isLoaded: open.contains($0.path))
            }
            + collections.map { record in
                CompanyListing(
                    name: record.name, path: engine?.data.collection(record.recordID) ?? "",
                    isLoaded: openCollections.contains(record.name))
            }
        return listed.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func collectionRecords() async throws -> [CollectionRecord] {
        try await engine?.collectionRecords().filter(isCompany) ?? []
    }

    /// Whether a collection is served as a company: it can be searched by image, and no other interface uses it.
    private func isCompany(_ record: CollectionRecord) -> Bool {
        guard record.model != nil else { return false }
        if let chosen = configuration.collections { return chosen.contains(record.name) }
        return !configuration.hiddenCollections.contains(record.name)
    }

    // MARK: Opening

    enum Opened: Sendable {
        case folder(OpenCompany)
        case collection(OpenCollection)
    }

    /// - Throws: ``EngineError/unknownCollection(_:)``, even if the name is invalid;
    ///   ``EngineError/storageDamaged(_:)``.
    func open(_ name: String) async throws -> Opened {
        if let folder = await Blocking.run({ [shelf] in shelf.folder(of: name) }) {
            return .folder(try await open(folder))
        }
        guard let engine, CollectionName.isValid(name) else { throw EngineError.unknownCollection(name) }
        let collection = try await engine.collection(named: name)
        guard isCompany(collection.record) else { throw EngineError.unknownCollection(name) }
        return .collection(collection)
    }

    func open(_ folder: CompanyFolder) async throws -> OpenCompany {
        var latest: OpenCompany?
        for _ in 0..<4 {
            // Callers that wait for an opening use no thread.
            let underWay = openings.withLock { $0[folder.path] }
            guard let signature = await Blocking.run({ CompanySignature(of: folder) }) else {
                try await forget(folder)
                throw EngineError.unknownCollection(folder.company)
            }
            let known = underWay == nil ? await store.open(folder.path) : nil
            if let known, known.serves(signature) { return known }
            let open = try await (underWay ?? opening(folder)).value
            // An opening that began before the files changed does not count.
            if open.serves(signature) || open.facts.signature.isLike(signature) { return open }
            latest = open
        }
        guard let latest else { throw EngineError.unknownCollection(folder.company) }
        return latest
    }

    private func opening(_ folder: CompanyFolder) -> Task<OpenCompany, any Error> {
        openings.withLock { openings in
            if let task = openings[folder.path] { return task }
            let task = Task { [self] in
                defer { finish(folder.path) }
                return try await load(folder)
            }
            openings[folder.path] = task
            return task
        }
    }

    private func finish(_ key: String) {
        _ = openings.withLock { $0.removeValue(forKey: key) }
    }

    private func load(_ folder: CompanyFolder) async throws -> OpenCompany {
        guard let signature = await Blocking.run({ CompanySignature(of: folder) }) else {
            throw EngineError.unknownCollection(folder.company)
        }
        let previous = await store.open(folder.path)
        let isCurrent = { (open: OpenCompany) in open.serves(signature) }
        return try await store.value(folder.path, isCurrent: isCurrent) {
            try await Blocking.run { [cache] in
                if let known = cache.known(folder, signature) { return known }
                do {
                    return try cache.read(folder)
                } catch EngineError.unknownCollection(let name) {
                    throw EngineError.unknownCollection(name)
                } catch {
                    guard let previous = previous ?? cache.last(folder) else { throw error }
                    // A file that is being replaced, or was replaced by a broken one, does not interrupt service.
                    previous.serve(inPlaceOf: signature, problem: "\(error)")
                    return previous
                }
            }
        }
    }

    private func forget(_ folder: CompanyFolder) async throws {
        try await store.close(folder.path) { _ in
            await Blocking.run { [cache] in cache.forget(folder) }
        }
    }

    /// Reads a company's files again because the cached copy is damaged.
    func reopen(_ folder: CompanyFolder) async throws -> OpenCompany {
        try await forget(folder)
        return try await open(folder)
    }
}

extension DataDirectory {
    /// The cache of companies' folders.
    public var companyCache: String { "\(path)/cache/companies" }
}
