public import Catalogue
internal import Foundation
internal import Synchronization
public import Vectors

/// One collection, open: its records, its vectors, and the state that searches see.
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
    /// Where what goes wrong in the background is noted.
    let problems: EngineProblems
    /// Where the vectors are.
    let vectors: LocalVectorStore
    /// Held while vectors and records are written.
    let writer: Mutex<Writer>
    /// What clients want written, in groups.
    let commits = CommitQueue()
    private let published: Mutex<Published>
    private let state: Mutex<State>

    struct Writer: ~Copyable {
        /// As the catalogue has them.
        var categories: CategorySums
        /// Whether a vector went from a sum that could not be taken from it, since it is damaged.
        var areSumsStale = false
    }

    private struct Published {
        var categories: CategorySums
        /// Another one after each change: what was found under one version is found as long as it lasts.
        var version: UInt64
    }

    private struct State {
        var record: CollectionRecord
        var isSyncing = false
        var isDeleted = false
        /// Whether the index is being made or extended in the background.
        var isIndexing = false
    }

    /// Opens a collection's files, making them where the collection is new.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` where the file is damaged, foreign or another than the
    ///   catalogue knows; ``/Catalogue/CatalogueError``.
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

    /// Keeps the description beside the vectors up to date. The catalogue is what counts: a failure is noted.
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

    /// Pictures that can be found.
    public var count: Int { vectors.view.count }
    /// The index that searches use now; it stays as it is whatever is written meanwhile.
    public var index: any VectorIndex { vectors.view.index }
    /// Differs after every change of what searches see or say of pictures, of this collection or of any other in this
    /// process, also where the collection was closed and opened again meanwhile.
    public var version: UInt64 { published.withLock { $0.version } }
    /// By ascending id, with their counts, as searches see them.
    public var categories: [CategoryRecord] { published.withLock { $0.categories }.records }
    var sums: CategorySums { published.withLock { $0.categories } }
    /// Of what it keeps in memory beside the mapped vectors, about.
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

    /// Lets searches see all that is in the catalogue. Not what a sync believes that it wrote: clients may have
    /// replaced or deleted pictures of it meanwhile.
    func publishAll() throws {
        try writer.withLock { writer in
            try vectors.publish(catalogue.vectorEntries(in: id))
            publish(writer.categories)
            keepIndexUp()
            try renewStaleSums(&writer)
        }
    }

    /// Lets searches see a change that is durable. To be called with `writer` held.
    func publish(_ delta: IndexDelta) throws {
        if delta.added.isEmpty, delta.removed.isEmpty { return }
        try vectors.publish(adding: delta.added, removing: delta.removed)
        changed()
        keepIndexUp()
    }

    /// To be called with `writer` held.
    func publish(_ categories: CategorySums) {
        published.withLock {
            $0.categories = categories
            $0.version = Self.nextVersion()
        }
    }

    /// Says that what searches see, or say of pictures, has changed.
    func changed() {
        published.withLock { $0.version = Self.nextVersion() }
    }

    /// Says whether nobody else is at it.
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

    /// From now on nothing is written.
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

    /// It could not be deleted, and goes on.
    func unmarkDeleted() {
        state.withLock { $0.isDeleted = false }
    }

    var isDeleted: Bool { state.withLock { $0.isDeleted } }

    func checkNotDeleted() throws(EngineError) {
        if state.withLock({ $0.isDeleted }) { throw .unknownCollection(name) }
    }
}

/// A change of what searches see; no id is in both.
struct IndexDelta {
    var added: [VectorEntry] = []
    var removed: [Int64] = []
}
