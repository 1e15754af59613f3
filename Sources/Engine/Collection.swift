public import Catalogue
internal import Foundation
internal import Synchronization
public import Vectors

/// An open collection: its records, its vectors, and the state that searches see.
///
/// Readers take the published state and never wait. Writers take turns (`writer`); each makes its vectors durable,
/// then its records, then publishes.
public final class Collection: Sendable {
    public let id: Int64
    public let name: String
    public let metric: Metric
    let catalogue: any Catalogue
    let data: DataDirectory
    let access: VectorFile.Access
    /// Collects problems of the background work.
    let problems: EngineProblems
    /// Where the vectors are.
    let vectors: LocalVectorStore
    /// Locked while vectors and records are written.
    let writer: Mutex<Writer>
    /// Changes that clients want written, in groups.
    let commits = CommitQueue()
    private let published: Mutex<Published>
    private let state: Mutex<State>

    struct Writer: ~Copyable {
        /// As the catalogue has them.
        var categories: CategorySums
        /// Whether a damaged vector was removed from a category: it could not be subtracted from the sum.
        var areSumsStale = false
    }

    private struct Published {
        var categories: CategorySums
        /// Changes with every write: a search result stays valid as long as the version is the same.
        var version: UInt64
    }

    private struct State {
        var record: CollectionRecord
        var isSyncing = false
        var isDeleted = false
        /// Whether the index is being made or extended in the background.
        var isIndexing = false
    }

    /// Opens a collection's files; creates them if the collection is new.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` if the file is damaged, foreign or not the one that the catalogue
    ///   knows; ``/Catalogue/CatalogueError``.
    init(
        _ record: CollectionRecord, catalogue: any Catalogue, data: DataDirectory, access: VectorFile.Access,
        problems: EngineProblems
    ) throws {
        guard let metric = Metric(rawValue: record.metric) else {
            throw EngineError.damaged(record.name, "It has the unknown metric '\(record.metric)'.")
        }
        id = record.id
        name = record.name
        self.catalogue = catalogue
        self.data = data
        self.access = access
        self.problems = problems
        self.metric = metric
        do {
            vectors = try Self.openVectors(of: record, metric: metric, catalogue, data, access)
        } catch VectorFileError.inUse {
            throw EngineError.collectionBusy(record.name)
        } catch let error as VectorFileError {
            throw EngineError.damaged(record.name, "\(error)")
        }
        let categories = CategorySums(
            metric: metric, categories: try catalogue.categories(in: record.id),
            prototypes: try catalogue.prototypes(in: record.id),
            next: try catalogue.nextCategory(in: record.id))
        writer = Mutex(Writer(categories: categories))
        published = Mutex(Published(categories: categories, version: Self.nextVersion()))
        var record = record
        record.vectorStore = vectors.identity
        state = Mutex(State(record: record))
        if access == .readWrite { describe() }
    }

    /// Keeps `collection.json` up to date. It is a copy of what the catalogue knows, so a failure is only noted.
    func describe() {
        var problem: String?
        do throws(EngineError) {
            try CollectionDescription(record).write(in: data.collection(id))
        } catch {
            problem = "\(error)"
        }
        problems.set(.description, name, problem)
    }

    public var record: CollectionRecord { state.withLock { $0.record } }

    /// Images that can be found.
    public var count: Int { vectors.view.count }
    /// The index that searches use now; later writes do not change it.
    public var index: any VectorIndex { vectors.view.index }
    /// Unique to each state that searches and records go through, across all collections in this process, even if the
    /// collection was closed and opened again.
    public var version: UInt64 { published.withLock { $0.version } }
    /// By ascending id, with their counts, as searches see them.
    public var categories: [CategoryRecord] { published.withLock { $0.categories }.records }
    var sums: CategorySums { published.withLock { $0.categories } }
    /// Approximate memory use, including the mapped files.
    var memoryBytes: Int { vectors.view.memoryBytes }

    private static let versions = Atomic<UInt64>(0)

    private static func nextVersion() -> UInt64 {
        versions.add(1, ordering: .relaxed).newValue
    }
    /// Of the file that holds the vectors.
    public var vectorBytes: Int { vectors.view.bytes }

    func setRecord(_ record: CollectionRecord) {
        state.withLock { $0.record = record }
    }

    /// Publishes everything in the catalogue to searches. The records count, not the sync's own list: clients may
    /// have replaced or deleted some of its images in the meantime.
    func publishAll() throws {
        try writer.withLock { writer in
            try vectors.publish(catalogue.vectorEntries(in: id))
            publish(writer.categories)
            keepIndexUp()
            try renewStaleSums(&writer)
        }
    }

    /// Publishes a durable change to searches. Call with `writer` held.
    func publish(_ delta: IndexDelta) throws {
        if delta.added.isEmpty, delta.removed.isEmpty { return }
        try vectors.publish(adding: delta.added, removing: delta.removed)
        changed()
        keepIndexUp()
    }

    /// Call with `writer` held.
    func publish(_ categories: CategorySums) {
        published.withLock {
            $0.categories = categories
            $0.version = Self.nextVersion()
        }
    }

    /// Notes that search results or records have changed.
    func changed() {
        published.withLock { $0.version = Self.nextVersion() }
    }

    /// - Returns: false if the index is being built already.
    func beginIndexing() -> Bool {
        state.withLock { state in
            if state.isIndexing || state.isDeleted { return false }
            state.isIndexing = true
            return true
        }
    }

    func endIndexing() {
        state.withLock { $0.isIndexing = false }
    }

    /// - Throws: ``EngineError/syncRunning(collection:)`` while another sync runs.
    func beginSync() throws(EngineError) {
        try checkNotDeleted()
        let began = state.withLock { state in
            defer { state.isSyncing = true }
            return !state.isSyncing
        }
        guard began else { throw .syncRunning(collection: name) }
    }

    func endSync() {
        state.withLock { $0.isSyncing = false }
    }

    public var isSyncing: Bool { state.withLock { $0.isSyncing } }

    /// Refuses all later writes.
    ///
    /// - Throws: ``EngineError/syncRunning(collection:)``.
    func markDeleted() throws(EngineError) {
        let marked = state.withLock { state in
            if state.isSyncing { return false }
            state.isDeleted = true
            return true
        }
        guard marked else { throw .syncRunning(collection: name) }
    }

    /// The deletion failed; writes are allowed again.
    func unmarkDeleted() {
        state.withLock { $0.isDeleted = false }
    }

    var isDeleted: Bool { state.withLock { $0.isDeleted } }

    func checkNotDeleted() throws(EngineError) {
        if state.withLock({ $0.isDeleted }) { throw .unknownCollection(name) }
    }
}

/// A change of the vectors that searches see. No id is in both lists.
struct IndexDelta {
    var added: [VectorEntry] = []
    var removed: [Int64] = []
}
