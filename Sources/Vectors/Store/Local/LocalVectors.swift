/// The vectors of one collection in files of this machine, and the index over them.
///
/// Appended vectors are on the disk but invisible to searches until they are published. In between, the caller
/// commits the entries (to the catalogue); a crash then leaves vectors without an entry at worst. All methods may be
/// called from any thread and block while the disk works; methods that write must be called one at a time.
///
/// ```swift
/// let store = try LocalVectors.create(in: folder, dimension: 320, metric: .cosine, settings: IndexSettings())
/// let entries = try store.append(ids: [1, 2], vectors: vectors)
/// // … commit `entries` …
/// try store.publish(adding: entries)
/// let nearest = try store.view.index.search(query, SearchRequest(k: 10))
/// ```
public final class LocalVectors: Sendable {
    /// Identifies this collection's vectors. Compactions do not change it.
    public let identity: String
    /// How vectors are compared.
    public let metric: Metric
    let folder: VectorFolder
    let access: VectorFile.Access
    /// Locked by whoever writes, for as long as a compaction takes.
    let files: Guarded<Files>
    /// Locked for moments only.
    private let published: Guarded<Published>

    private struct Published: Sendable {
        var view: LocalVectorView
        var file: VectorFile
        /// Another one after each change.
        var version = 0
    }

    /// What is written to.
    struct Files: Sendable {
        var file: VectorFile
        var references: RowReferences
        var generation: Int
        var settings: IndexSettings
    }

    init(
        _ identity: String, _ folder: VectorFolder, _ files: Files, metric: Metric,
        access: VectorFile.Access, live: [VectorEntry]
    ) throws(VectorFileError) {
        self.identity = identity
        self.metric = metric
        self.folder = folder
        self.access = access
        let (rows, missing) = files.rows(of: live)
        let snapshot = try files.file.snapshot(live: rows)
        let indexes = IndexStore(of: files.file, metric: metric, settings: files.settings)
        let view = LocalVectorView(
            snapshot, indexes, files.references, missing: missing, bytes: files.file.byteCount)
        published = Guarded(Published(view: view, file: files.file))
        self.files = Guarded(files)
    }

    /// The state that searches see now.
    public var view: LocalVectorView { published.withLock { $0.view } }
    /// Numbers per vector.
    public var dimension: Int { published.withLock { $0.file.dimension } }
    /// The vector file in use.
    public var path: String { published.withLock { $0.file.path } }
    /// Rows in the vector file, in use or not.
    var rowCount: Int { published.withLock { $0.file }.rowCount }

    // MARK: Writing

    /// Stores vectors. When this returns, they are on the disk; searches don't see them until they are published.
    ///
    /// - Parameter vectors: `ids.count` × `dimension` finite numbers, row-major.
    /// - Returns: an entry for each id, in their order.
    public func append(ids: [Int64], vectors: [Float]) throws(VectorFileError) -> [VectorEntry] {
        try files.withLock { (files) throws(VectorFileError) in
            let first = try files.file.append(ids: ids, vectors: vectors)
            try files.file.sync()
            return ids.enumerated().map {
                VectorEntry(id: $1, reference: files.references.reference(ofRow: first + $0))
            }
        }
    }

    /// Lets searches see these vectors and no others. Those that a compaction left out, since an earlier state of the
    /// catalogue was put back, are among ``LocalVectorView/damagedIDs``.
    public func publish(_ live: [VectorEntry]) throws(VectorFileError) {
        try files.withLock { (files) throws(VectorFileError) in
            let (rows, missing) = files.rows(of: live)
            publish(try files.file.snapshot(live: rows), of: files, missing: missing)
        }
    }

    /// Publishes new or replaced vectors to searches, and hides removed ones. Added ones that the file does not have are
    /// among ``LocalVectorView/damagedIDs``.
    public func publish(adding added: [VectorEntry], removing removed: [Int64] = []) throws(VectorFileError) {
        if added.isEmpty, removed.isEmpty { return }
        try files.withLock { (files) throws(VectorFileError) in
            let before = view
            let snapshot = before.snapshot.removing(IDSet(removed))
            let changed = Set(removed + added.map(\.id))
            let (rows, missing) = files.rows(of: added)
            publish(
                try snapshot.adding(rows, in: files.file), of: files,
                missing: before.missing.filter { !changed.contains($0) } + missing)
        }
    }

    func publish(
        _ snapshot: VectorSnapshot, of files: Files, missing: [Int64]? = nil, with indexes: IndexStore? = nil
    ) {
        let before = view
        let view = LocalVectorView(
            snapshot, indexes ?? before.indexes, files.references, missing: missing ?? before.missing,
            bytes: files.file.byteCount)
        published.withLock { $0 = Published(view: view, file: files.file, version: $0.version + 1) }
    }

    /// Lets searches use what has been built of the index.
    public func republish() {
        var isDone = false
        while !isDone {
            let before = published.withLock { $0 }
            let view = before.view.withIndexOfNow
            isDone = published.withLock { published in
                // Whoever has published meanwhile is right about the vectors.
                guard published.version == before.version else { return false }
                published = Published(view: view, file: published.file, version: before.version + 1)
                return true
            }
        }
    }

    // MARK: Reading what may not be published

    /// - Returns: nil if the vector is damaged or missing.
    public func vector(_ entry: VectorEntry) throws(VectorFileError) -> [Float]? {
        var found: [Float]?
        try forEach([entry]) { found = $1 }
        return found
    }

    /// Passes stored vectors to `body` one by one, in the order in which they were stored; nil for a damaged or
    /// missing one.
    public func forEach(
        _ entries: [VectorEntry], _ body: (_ id: Int64, _ vector: [Float]?) -> Void
    ) throws(VectorFileError) {
        let (snapshot, missing) = try files.withLock { (files) throws(VectorFileError) in
            let (rows, missing) = files.rows(of: entries)
            return (try files.file.snapshot(live: rows), missing)
        }
        for id in missing { body(id, nil) }
        for position in 0..<snapshot.count {
            // The error only says that it is damaged.
            body(snapshot.ids[position], try? snapshot.vector(at: position))
        }
    }

    /// Reads every vector and its byte codes, and compares them with their checksums.
    ///
    /// - Returns: the ids of published vectors that are missing or damaged, and the number of vectors without intact
    ///   codes.
    public func verify() throws(VectorFileError) -> (damaged: [Int64], codesMissing: Int) {
        let (file, view) = files.withLock { ($0.file, self.view) }
        let snapshot = view.snapshot
        let damagedRows = Set(try file.verify())
        let positions = snapshot.rows.indices.filter { damagedRows.contains(Int(snapshot.rows[$0])) }
        let damaged = view.missing + positions.map { snapshot.ids[$0] }
        guard file.codeFailure == nil else { return (damaged, snapshot.count) }
        let uncoded = Set(try file.verifyCodes())
        return (damaged, snapshot.rows.count { uncoded.contains(Int($0)) })
    }
}

extension LocalVectors.Files {
    /// - Returns: the rows of the vectors, and the ids of those that the file does not have.
    func rows(of entries: [VectorEntry]) -> (rows: [RowReference], missing: [Int64]) {
        var (rows, missing): ([RowReference], [Int64]) = ([], [])
        rows.reserveCapacity(entries.count)
        for entry in entries {
            if let row = references.row(of: entry.reference) {
                rows.append(RowReference(id: entry.id, row: row))
            } else {
                missing.append(entry.id)
            }
        }
        return (rows, missing)
    }
}
