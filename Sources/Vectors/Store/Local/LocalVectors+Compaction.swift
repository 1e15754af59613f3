#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension LocalVectors {
    /// Whether most rows are unused, and there are enough of them to make a compaction worthwhile.
    public var isWorthCompacting: Bool {
        let dead = rowCount - view.count
        return dead > 1_000 && dead > view.count
    }

    /// Writes a new vector file without the vectors that nobody refers to. Meanwhile searches use the old file, which is
    /// removed last; a crash leaves one unused file at worst.
    ///
    /// - Parameter live: all vectors in use; they are published.
    /// - Returns: whether the old file has vectors of a newer catalogue, and was set aside for that reason.
    public func compact(keeping live: [VectorEntry]) throws(VectorFileError) -> Bool {
        try files.withLock { (files) throws(VectorFileError) in
            let (found, missing) = files.rows(of: live)
            let rows = found.sorted { $0.row < $1.row }
            let (old, numbers, generation) = (files.file, files.references, files.generation)
            // Nothing may fail after the switch.
            let before = try old.snapshot(live: rows)
            let (successor, snapshot) = try replaceFile(&files) { (path) throws(VectorFileError) in
                let references = numbers.compacted(keeping: rows.map(\.row), of: old.rowCount)
                let file = try old.compacted(to: path, live: rows)
                return (file, references)
            } publishing: { (file) throws(VectorFileError) in
                // The rows of the new file are 0, 1, …
                try file.snapshot(live: rows.indices.map { RowReference(id: rows[$0].id, row: $0) })
            }
            let indexes = view.indexes.successor(of: before, for: successor, snapshot)
            publish(snapshot, of: files, missing: missing, with: indexes)
            return try giveUp(old.path, generation: generation)
        }
    }

    /// Changes the dimension. Does nothing if it is the same.
    ///
    /// - Throws: `exists` if there are vectors.
    public func reset(dimension: Int) throws(VectorFileError) {
        try files.withLock { (files) throws(VectorFileError) in
            let (old, numbers, generation) = (files.file, files.references, files.generation)
            if old.dimension == dimension { return }
            guard view.count == 0 else { throw .exists(path: old.path) }
            let (file, snapshot) = try replaceFile(&files) { (path) throws(VectorFileError) in
                let references = numbers.compacted(keeping: [], of: old.rowCount)
                return (try VectorFile.create(at: path, dimension: dimension), references)
            } publishing: { (file) throws(VectorFileError) in
                try file.snapshot(live: [])
            }
            publish(
                snapshot, of: files,
                with: IndexStore(of: file, metric: metric, settings: files.settings))
            _ = try giveUp(old.path, generation: generation)
        }
    }

    /// Writes the file of the next generation and switches to it.
    ///
    /// - Parameters:
    ///   - make: writes it at a path, and returns the references of its rows.
    ///   - snapshot: the state to publish; called before the switch, since nothing may fail after it.
    private func replaceFile(
        _ files: inout Files,
        _ make: (String) throws(VectorFileError) -> (VectorFile, RowReferences),
        publishing snapshot: (VectorFile) throws(VectorFileError) -> VectorSnapshot
    ) throws(VectorFileError) -> (VectorFile, VectorSnapshot) {
        let before = VectorsPointer(
            store: identity, generation: files.generation, file: "\(files.file.identity)")
        let generation = files.generation + 1
        let path = folder.file(generation)
        try folder.beginGeneration(generation)
        defer { folder.endGeneration(generation) }
        do throws(VectorFileError) {
            let (file, references) = try make(path)
            try references.write(beside: path, of: file.identity)
            let state = try snapshot(file)
            try before.switched(to: file, generation: generation, in: folder.path)
            (files.file, files.references, files.generation) = (file, references, generation)
            return (file, state)
        } catch {
            // It must stay if `vectors.json` names it. Other leftovers are removed at the next opening.
            if (try? VectorsPointer.read(in: folder.path)) == before { try? VectorFile.remove(at: path) }
            throw error
        }
    }

    /// Removes an old vector file, or sets it aside if it has vectors of a newer catalogue.
    private func giveUp(_ old: String, generation: Int) throws(VectorFileError) -> Bool {
        let isNewer = folder.hasNewerRows(generation)
        if isNewer { try folder.putAside(old) }
        // If it can't be removed now, the next opening removes it.
        try? VectorFile.remove(at: old)
        return isNewer
    }
}
