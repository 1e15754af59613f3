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
    /// Held while vectors and records are written; what it guards is the file in use.
    let writer: Mutex<Writer>
    /// Held while a picture is uploaded or deleted: bytes that two pictures share go with the second.
    let uploads = Mutex<Void>(())
    private let published: Mutex<Published>
    private let state: Mutex<State>

    struct Writer: ~Copyable {
        var file: VectorFile
    }

    private struct Published {
        var snapshot: VectorSnapshot
        /// Made from the snapshot at each change.
        var index: any VectorIndex
        /// Counts the changes: what was found under one version is found as long as it lasts.
        var version: UInt64
    }

    private struct State {
        var record: CollectionRecord
        var isSyncing = false
        var isDeleted = false
    }

    /// Opens a collection's files, making them where the collection is new.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` where the file is damaged, foreign or another than the
    ///   catalogue knows; ``/Catalogue/CatalogueError``.
    init(
        _ record: CollectionRecord, catalogue: any Catalogue, data: DataDirectory, access: VectorFile.Access
    ) throws {
        id = record.id
        name = record.name
        self.catalogue = catalogue
        self.data = data
        guard let metric = Metric(rawValue: record.metric) else {
            throw EngineError.storageDamaged("the collection '\(record.name)' has the unknown metric '\(record.metric)'.")
        }
        self.metric = metric
        var record = record
        let file = try Self.openFile(&record, catalogue, data, access)
        let rows = try catalogue.rows(in: record.id)
        if access == .readWrite { try file.truncate(toRows: rows.last.map { Int($0.row) + 1 } ?? 0) }
        let snapshot = try file.snapshot(live: rows.map { RowReference(id: $0.id, row: Int($0.row)) })
        writer = Mutex(Writer(file: file))
        published = Mutex(
            Published(snapshot: snapshot, index: FlatIndex(snapshot, metric: metric), version: 1))
        state = Mutex(State(record: record))
    }

    private static func openFile(
        _ record: inout CollectionRecord, _ catalogue: any Catalogue, _ data: DataDirectory, _ access: VectorFile.Access
    ) throws -> VectorFile {
        let path = data.vectors(record.id, generation: record.generation)
        if let identity = record.vectorIdentity {
            let file = try VectorFile.open(at: path, access: access)
            guard "\(file.identity)" == identity else {
                throw EngineError.storageDamaged("\(path) is not the file that the catalogue knows.")
            }
            return file
        }
        try FileManager.default.createDirectory(
            atPath: data.collection(record.id), withIntermediateDirectories: true)
        // One that is there was made just before a crash: nothing refers to it.
        let file =
            FileManager.default.fileExists(atPath: path)
            ? try VectorFile.open(at: path) : try VectorFile.create(at: path, dimension: record.dimension)
        record.vectorIdentity = "\(file.identity)"
        try catalogue.apply([], updating: record)
        return file
    }

    public var record: CollectionRecord { state.withLock { $0.record } }

    /// Pictures that can be found.
    public var count: Int { published.withLock { $0.index.count } }
    /// The index that searches use now; it stays as it is whatever is written meanwhile.
    public var index: any VectorIndex { published.withLock { $0.index } }
    /// Differs after every change of what searches see.
    public var version: UInt64 { published.withLock { $0.version } }
    public var vectorBytes: Int { writer.withLock { $0.file.byteCount } }

    func setRecord(_ record: CollectionRecord) {
        state.withLock { $0.record = record }
    }

    /// Lets searches see a change that is durable.
    func publish(_ delta: IndexDelta) throws {
        try writer.withLock { try publish(delta, in: $0.file) }
    }

    /// To be called with `writer` held.
    func publish(_ delta: IndexDelta, in file: VectorFile) throws {
        if delta.isEmpty { return }
        publish(try snapshot.removing(IDSet(delta.removed)).adding(delta.latest, in: file))
    }

    /// To be called with `writer` held.
    func publish(_ snapshot: VectorSnapshot) {
        let index = FlatIndex(snapshot, metric: metric)
        published.withLock {
            $0.snapshot = snapshot
            $0.index = index
            $0.version += 1
        }
    }

    var snapshot: VectorSnapshot { published.withLock { $0.snapshot } }

    /// - Throws: ``EngineError/syncRunning(collection:)`` while another sync runs.
    func beginSync() throws(EngineError) {
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
    func markDeleted() {
        state.withLock { $0.isDeleted = true }
    }

    func checkNotDeleted() throws(EngineError) {
        if state.withLock({ $0.isDeleted }) { throw .unknownCollection(name) }
    }
}

/// A change of what searches see.
struct IndexDelta {
    var added: [RowReference] = []
    var removed: [Int64] = []

    var isEmpty: Bool { added.isEmpty && removed.isEmpty }

    /// Each id once, with the row that it was given last.
    var latest: [RowReference] {
        let last = Dictionary(added.map { ($0.id, $0.row) }, uniquingKeysWith: { _, last in last })
        let gone = Set(removed).subtracting(added.map(\.id))
        return last.filter { !gone.contains($0.key) }.map { RowReference(id: $0.key, row: $0.value) }
    }
}
