/// The vectors of one collection in files of this machine, and the index over them.
///
/// Appended vectors are on the disk, and nobody sees them until they are published. Who keeps the entries (the catalogue)
/// commits them in between, so that a crash leaves vectors that nobody refers to, at worst. All methods may be called from
/// any thread and block for as long as the disk takes; those that write are called one at a time.
///
/// ```swift
/// let store = try LocalVectorStore.create(in: folder, dimension: 320, metric: .cosine, settings: IndexSettings())
/// let entries = try store.append(ids: [1, 2], vectors: vectors)
/// // … commit `entries` …
/// try store.publish(adding: entries)
/// let nearest = try store.view.index.search(query, SearchRequest(k: 10))
/// ```
public final class LocalVectorStore: Sendable {
    /// Tells this collection's vectors from any others in their place. Stays the same when files are compacted.
    public let identity: String
    public let metric: Metric
    let folder: VectorFolder
    let access: VectorFile.Access
    let files: Guarded<Files>
    private let published: Guarded<VectorView>

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
        let snapshot = try files.file.snapshot(live: files.rows(of: live))
        let indexes = IndexStore(of: files.file, metric: metric, settings: files.settings)
        published = Guarded(
            VectorView(snapshot, indexes, files.references, bytes: files.file.byteCount))
        self.files = Guarded(files)
    }

    /// What searches see now.
    public var view: VectorView { published.withLock { $0 } }
    /// How many numbers a vector has.
    public var dimension: Int { files.withLock { $0.file.dimension } }
    /// Of the file that holds the vectors.
    public var path: String { files.withLock { $0.file.path } }

    // MARK: Writing

    /// Stores vectors. They are on the disk when this returns, and not seen before they are published.
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

    /// Lets searches see these vectors and no others.
    ///
    /// - Throws: `missingVector` for an entry that the store does not have.
    public func publish(_ live: [VectorEntry]) throws(VectorFileError) {
        try files.withLock { (files) throws(VectorFileError) in
            publish(try files.file.snapshot(live: files.rows(of: live)), of: files)
        }
    }

    /// Lets searches see vectors in place of those that their ids had, and others no longer.
    public func publish(adding added: [VectorEntry], removing removed: [Int64] = []) throws(VectorFileError) {
        if added.isEmpty, removed.isEmpty { return }
        try files.withLock { (files) throws(VectorFileError) in
            let snapshot = view.snapshot.removing(IDSet(removed))
            publish(try snapshot.adding(files.rows(of: added), in: files.file), of: files)
        }
    }

    func publish(_ snapshot: VectorSnapshot, of files: Files, with indexes: IndexStore? = nil) {
        let indexes = indexes ?? view.indexes
        let view = VectorView(snapshot, indexes, files.references, bytes: files.file.byteCount)
        published.withLock { $0 = view }
    }

    // MARK: Reading what may not be published

    /// - Returns: nil where the vector is damaged, or is not there.
    public func vector(_ entry: VectorEntry) throws(VectorFileError) -> [Float]? {
        var found: [Float]?
        try forEach([entry]) { found = $1 }
        return found
    }

    /// Hands on stored vectors one by one, in the order in which they were stored; nil in place of a damaged one.
    public func forEach(
        _ entries: [VectorEntry], _ body: (_ id: Int64, _ vector: [Float]?) -> Void
    ) throws(VectorFileError) {
        let snapshot = try files.withLock { (files) throws(VectorFileError) in
            try files.file.snapshot(live: files.rows(of: entries))
        }
        for position in 0..<snapshot.count {
            // The error says no more than that it is damaged.
            body(snapshot.ids[position], try? snapshot.vector(at: position))
        }
    }

    /// Reads every vector, and its byte codes, and compares them with their checksums.
    ///
    /// - Returns: the ids of published vectors that are not as they were written, and how many have no sound codes.
    public func verify() throws(VectorFileError) -> (damaged: [Int64], codesMissing: Int) {
        let (file, snapshot) = files.withLock { ($0.file, view.snapshot) }
        let damagedRows = Set(try file.verify())
        let damaged = snapshot.rows.indices.filter { damagedRows.contains(Int(snapshot.rows[$0])) }
        guard file.codeFailure == nil else { return (damaged.map { snapshot.ids[$0] }, snapshot.count) }
        let missing = Set(try file.verifyCodes())
        let codes = snapshot.rows.count { missing.contains(Int($0)) }
        return (damaged.map { snapshot.ids[$0] }, codes)
    }
}

extension LocalVectorStore.Files {
    func rows(of entries: [VectorEntry]) throws(VectorFileError) -> [RowReference] {
        var rows: [RowReference] = []
        rows.reserveCapacity(entries.count)
        for entry in entries {
            guard let row = references.row(of: entry.reference) else {
                throw .missingVector(path: file.path, id: entry.id)
            }
            rows.append(RowReference(id: entry.id, row: row))
        }
        return rows
    }
}
