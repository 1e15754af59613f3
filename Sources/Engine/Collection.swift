public import Catalogue
internal import Foundation
internal import Synchronization
public import Vectors

/// One collection, open: its records, its vector file, and the state that searches see.
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
    /// Held while vectors and records are written; what it guards is the file in use.
    let writer: Mutex<Writer>
    /// What clients want written, in groups.
    let commits = CommitQueue()
    private let published: Mutex<Published>
    private let state: Mutex<State>

    struct Writer: ~Copyable {
        var file: VectorFile
        /// As the catalogue has them.
        var categories: CategorySums
        /// Whether a vector went from a sum that could not be taken from it, since it is damaged.
        var areSumsStale = false
    }

    private struct Published {
        var snapshot: VectorSnapshot
        var categories: CategorySums
        var indexes: IndexStore
        /// Of the snapshot; another one after each change.
        var index: any VectorIndex
        /// Another one after each change: what was found under one version is found as long as it lasts.
        var version: UInt64
        /// Of the vector file.
        var bytes: Int
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
        let opened: Opened
        do {
            opened = try Opened(record, catalogue, data, access)
        } catch VectorFileError.inUse {
            throw EngineError.collectionBusy(record.name)
        } catch let error as VectorFileError {
            throw EngineError.damaged(record.name, "\(error)")
        }
        let categories = CategorySums(
            metric: metric, categories: try catalogue.categories(in: record.id),
            prototypes: try catalogue.prototypes(in: record.id),
            next: try catalogue.nextCategory(in: record.id))
        writer = Mutex(Writer(file: opened.file, categories: categories))
        let indexes = IndexStore(of: opened.file, metric: metric, settings: IndexSettings(opened.record))
        published = Mutex(
            Published(
                snapshot: opened.snapshot, categories: categories, indexes: indexes,
                index: indexes.index(opened.snapshot), version: Self.nextVersion(),
                bytes: opened.file.byteCount))
        state = Mutex(State(record: opened.record))
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
    public var count: Int { published.withLock { $0.index.count } }
    /// The index that searches use now; it stays as it is whatever is written meanwhile.
    public var index: any VectorIndex { published.withLock { $0.index } }
    /// Differs after every change of what searches see or say of pictures, of this collection or of any other in this
    /// process, also where the collection was closed and opened again meanwhile.
    public var version: UInt64 { published.withLock { $0.version } }
    /// By ascending id, with their counts, as searches see them.
    public var categories: [CategoryRecord] { published.withLock { $0.categories }.records }
    var sums: CategorySums { published.withLock { $0.categories } }
    /// Of what it keeps in memory beside the mapped vectors, about.
    var memoryBytes: Int { published.withLock { 16 * $0.snapshot.count + $0.bytes } }

    private static let versions = Atomic<UInt64>(0)

    private static func nextVersion() -> UInt64 {
        versions.add(1, ordering: .relaxed).newValue
    }
    /// Of the file that holds the vectors.
    public var vectorBytes: Int { published.withLock { $0.bytes } }

    func setRecord(_ record: CollectionRecord) {
        state.withLock { $0.record = record }
    }

    /// Lets searches see all that is in the catalogue. Not what a sync believes that it wrote: clients may have
    /// replaced or deleted pictures of it meanwhile.
    func publishAll() throws {
        try writer.withLock { writer in
            let rows = try catalogue.rows(in: id)
            let live = rows.map { RowReference(id: $0.id, row: Int($0.row)) }
            publish(try writer.file.snapshot(live: live), of: writer.file)
            publish(writer.categories)
            try renewStaleSums(&writer)
        }
    }

    /// Lets searches see a change that is durable. To be called with `writer` held.
    func publish(_ delta: IndexDelta, in file: VectorFile) throws {
        if delta.added.isEmpty, delta.removed.isEmpty { return }
        publish(try snapshot.removing(IDSet(delta.removed)).adding(delta.added, in: file), of: file)
    }

    /// To be called with `writer` held.
    ///
    /// - Parameter indexes: another index than before; nil for the same, of the same file.
    func publish(_ snapshot: VectorSnapshot, of file: VectorFile, with indexes: IndexStore? = nil) {
        var indexes = indexes ?? self.indexes
        // An empty collection may have got a file for vectors of another length.
        if !indexes.isOf(file) {
            indexes = IndexStore(of: file, metric: metric, settings: IndexSettings(record))
        }
        let index = indexes.index(snapshot)
        published.withLock { [indexes] in
            $0 = Published(
                snapshot: snapshot, categories: $0.categories, indexes: indexes, index: index,
                version: Self.nextVersion(), bytes: file.byteCount)
        }
        keepIndexUp()
    }

    /// To be called with `writer` held.
    func publish(_ categories: CategorySums) {
        published.withLock {
            $0.categories = categories
            $0.version = Self.nextVersion()
        }
    }

    /// Says that records changed, where nothing is published.
    func changed() {
        published.withLock { $0.version = Self.nextVersion() }
    }

    var snapshot: VectorSnapshot { published.withLock { $0.snapshot } }
    var indexes: IndexStore { published.withLock { $0.indexes } }
    /// Both of one moment: a compaction changes the file of both.
    var indexesAndSnapshot: (IndexStore, VectorSnapshot) { published.withLock { ($0.indexes, $0.snapshot) } }

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

    /// Lets searches use what has been made of the index.
    func publishIndex() {
        published.withLock {
            $0.index = $0.indexes.index($0.snapshot)
            $0.version = Self.nextVersion()
        }
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
    var added: [RowReference] = []
    var removed: [Int64] = []
}
