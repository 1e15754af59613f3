internal import Foundation
public import LookalikeCatalogue
public import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

/// An open collection: its records, its vectors, and the state that searches see.
///
/// Readers take the published state and never wait. Writers take turns, see ``withWriter(_:)``.
///
/// ```swift
/// let shoes = try await engine.collection(named: "shoes")
/// print(shoes.name, shoes.count, shoes.record.model ?? "no model")
/// ```
public final class OpenCollection: Sendable {
    /// The collection's record id; never reused.
    public let recordID: Int64
    /// How its vectors are compared.
    public let metric: Metric
    let catalogue: any Catalogue
    let data: DataDirectory
    let access: VectorFile.Access
    /// Collects problems of the background work.
    let problems: EngineProblems
    /// Where the vectors are.
    let vectors: any VectorStore
    private let writer: AsyncLock<CollectionWriter.State>
    /// Changes that clients want written, in groups.
    let commits = CommitQueue()
    private let published: Mutex<CollectionState>
    private let flags: Mutex<Flags>

    private struct Flags {
        var record: CollectionRecord
        var isSyncing = false
        var isDeleted = false
        /// What took its place when its vectors changed to another store.
        var successor: OpenCollection?
        /// Whether the index is being built or extended in the background.
        var isIndexing = false
        /// Whether something was published while the index was built.
        var isIndexingWanted = false
    }

    /// Opens a collection's vectors; creates them if the collection is new.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` if the vectors are damaged, foreign or not those that the catalogue
    ///   knows; ``/LookalikeCatalogue/CatalogueError``.
    static func open(
        _ record: CollectionRecord, catalogue: any Catalogue, data: DataDirectory, storage: any Storage,
        access: VectorFile.Access, problems: EngineProblems
    ) async throws -> OpenCollection {
        guard let metric = Metric(rawValue: record.metric) else {
            throw EngineError.damaged(record.name, "It has the unknown metric '\(record.metric)'.")
        }
        let vectors: any VectorStore
        do {
            vectors = try await openVectors(of: record, metric: metric, catalogue, data, storage, access)
        } catch let error as any VectorStoreError {
            switch error.kind {
            case .inUse: throw EngineError.collectionBusy(record.name)
            case .full: throw EngineError.storageFull
            case .damaged: throw EngineError.damaged(record.name, "\(error)")
            }
        }
        return try await open(
            record, metric, vectors, catalogue: catalogue, data: data, access: access, problems: problems)
    }

    /// Opens a collection whose vectors are open and published.
    ///
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    static func open(
        _ record: CollectionRecord, _ metric: Metric, _ vectors: any VectorStore, catalogue: any Catalogue,
        data: DataDirectory, access: VectorFile.Access, problems: EngineProblems
    ) async throws -> OpenCollection {
        let categories = CategorySums(
            metric: metric, categories: try await catalogue.categories(in: record.recordID),
            prototypes: try await catalogue.prototypes(in: record.recordID),
            next: try await catalogue.nextCategory(in: record.recordID))
        var record = record
        record.vectorStore = vectors.identity
        let collection = OpenCollection(
            record, metric, vectors, categories, catalogue: catalogue, data: data, access: access,
            problems: problems)
        if access == .readWrite { await collection.describe() }
        return collection
    }

    private init(
        _ record: CollectionRecord, _ metric: Metric, _ vectors: any VectorStore, _ categories: CategorySums,
        catalogue: any Catalogue, data: DataDirectory, access: VectorFile.Access, problems: EngineProblems
    ) {
        recordID = record.recordID
        self.catalogue = catalogue
        self.data = data
        self.access = access
        self.problems = problems
        self.metric = metric
        self.vectors = vectors
        writer = AsyncLock(CollectionWriter.State(categories: categories))
        published = Mutex(CollectionState(vectors.view, categories))
        flags = Mutex(Flags(record: record))
    }

    /// Keeps `collection.json` up to date. It is a copy of what the catalogue knows, so a failure is only noted.
    func describe() async {
        var problem: String?
        do {
            try await Blocking.run { [self] in
                try CollectionDescription(record).write(in: data.collection(recordID))
            }
        } catch {
            problem = "\(error)"
        }
        problems.set(.description, name, problem)
    }

    /// The catalogue's row for the collection, as it was last written.
    public var record: CollectionRecord { flags.withLock { $0.record } }

    /// Unique; another one after ``Engine/renameCollection(named:to:)``.
    public var name: String { flags.withLock { $0.record.name } }

    /// The state that searches see now; later writes do not change it.
    var state: CollectionState { published.withLock { $0 } }
    /// Images that can be found.
    public var count: Int { state.vectors.count }
    /// The vectors that searches see now; they stay as they are whatever is written meanwhile.
    public var view: any VectorView { state.vectors }
    /// Unique to each state that searches and records go through, across all collections in this process, even if the
    /// collection was closed and opened again.
    public var version: UInt64 { state.version }
    /// By ascending id, with their counts, as searches see them.
    public var categories: [CategoryRecord] { state.categories.records }
    var sums: CategorySums { state.categories }
    /// Approximate memory use, including the mapped files.
    var memoryBytes: Int { state.vectors.memoryBytes }
    /// What the vectors take where they are kept.
    public var vectorBytes: Int { state.vectors.bytes }

    /// Gives `body` the only writer. Other writers wait; searches continue.
    ///
    /// If another store has taken the place of the vectors, the writer is that of the successor: whoever brings vectors
    /// has to compare ``CollectionWriter/collection``.
    ///
    /// - Throws: ``EngineError/unknownCollection(_:)`` if the collection was deleted.
    func withWriter<Result>(
        _ body: (inout CollectionWriter) async throws -> Result
    ) async throws -> Result {
        let (other, result) = try await writer.withLock {
            state async throws -> (OpenCollection?, Result?) in
            try checkNotDeleted()
            if let successor { return (successor, nil) }
            var writer = CollectionWriter(collection: self, state: state)
            defer { state = writer.state }
            return (nil, try await body(&writer))
        }
        if let other { return try await other.withWriter(body) }
        // Sound: without a successor `body` has returned.
        return result!
    }

    private var successor: OpenCollection? { flags.withLock { $0.successor } }

    /// What has taken its place, or itself.
    var current: OpenCollection { successor?.current ?? self }

    /// Leaves all later writes to another one. Searches that have this one go on with its vectors.
    func replace(by successor: OpenCollection) {
        flags.withLock { $0.successor = successor }
    }

    /// Changes the collection's record, durably.
    func configure(_ change: (inout CollectionRecord) throws -> Void) async throws {
        try await withWriter { try await $0.configure(change) }
    }

    /// Waits for the running write.
    func afterWrites<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await writer.withLock { _ async throws in try await body() }
    }

    func setRecord(_ record: CollectionRecord) async {
        flags.withLock { $0.record = record }
        await describe()
    }

    /// Publishes the vector store's present view to searches, and new categories if given.
    func publish(_ categories: CategorySums? = nil) {
        // Read inside the lock, so that the last caller publishes the newest view.
        published.withLock { $0 = CollectionState(vectors.view, categories ?? $0.categories) }
        keepIndexUp()
    }

    /// Notes that records in search results have changed.
    func changed() {
        published.withLock { $0 = CollectionState(vectors.view, $0.categories) }
    }

    /// - Returns: false if the index is being built already; ``endIndexing()`` then tells that there is more to do.
    func beginIndexing() -> Bool {
        flags.withLock { flags in
            if flags.isIndexing { flags.isIndexingWanted = true }
            if flags.isIndexing || flags.isDeleted { return false }
            flags.isIndexing = true
            return true
        }
    }

    /// - Returns: whether something was published meanwhile that the index may lack.
    func endIndexing() -> Bool {
        flags.withLock { flags in
            defer { (flags.isIndexing, flags.isIndexingWanted) = (false, false) }
            return flags.isIndexingWanted
        }
    }

    /// - Throws: ``EngineError/syncRunning(collection:)`` while another sync runs.
    func beginSync() throws(EngineError) {
        try checkNotDeleted()
        let began = flags.withLock { flags in
            defer { flags.isSyncing = true }
            return !flags.isSyncing
        }
        guard began else { throw .syncRunning(collection: name) }
        if successor != nil { throw .migration(.switched(collection: name)) }
    }

    func endSync() {
        flags.withLock { $0.isSyncing = false }
    }

    /// Whether a sync of this process is running.
    public var isSyncing: Bool { flags.withLock { $0.isSyncing } }

    /// Refuses all later writes.
    ///
    /// - Throws: ``EngineError/syncRunning(collection:)``.
    func markDeleted() throws(EngineError) {
        let marked = flags.withLock { flags in
            if flags.isSyncing { return false }
            flags.isDeleted = true
            return true
        }
        guard marked else { throw .syncRunning(collection: name) }
    }

    /// The deletion failed; writes are allowed again.
    func unmarkDeleted() {
        flags.withLock { $0.isDeleted = false }
    }

    var isDeleted: Bool { flags.withLock { $0.isDeleted } }
    /// Whether nobody needs its index any more.
    var isGone: Bool { flags.withLock { $0.isDeleted || $0.successor != nil } }

    func checkNotDeleted() throws(EngineError) {
        if flags.withLock({ $0.isDeleted }) { throw .unknownCollection(name) }
    }
}
