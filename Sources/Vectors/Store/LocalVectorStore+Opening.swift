extension LocalVectorStore {
    /// Makes an empty store.
    ///
    /// - Parameter folder: of the collection; it exists. One that was made just before a crash and that nothing was
    ///   written to is taken over, with the dimension that is wanted now.
    /// - Throws: `exists` where there are vectors.
    public static func create(
        in folder: String, dimension: Int, metric: Metric, settings: IndexSettings
    ) throws(VectorFileError) -> LocalVectorStore {
        let place = VectorFolder(path: folder)
        if let pointer = try VectorsPointer.read(in: folder) {
            let files = try Files(pointer, place, settings, .readWrite)
            guard files.file.rowCount == 0 else { throw .exists(path: files.file.path) }
            let store = try LocalVectorStore(
                pointer.store, place, files, metric: metric, access: .readWrite, live: [])
            try store.reset(dimension: dimension)
            return store
        }
        let path = place.file(0)
        let file =
            exists(path)
            ? try VectorFile.open(at: path) : try VectorFile.create(at: path, dimension: dimension)
        guard file.rowCount == 0, file.dimension == dimension else { throw .exists(path: path) }
        let identity = "\(file.identity)"
        try VectorsPointer(store: identity, generation: 0, file: identity).write(in: folder)
        let files = Files(file: file, references: .rowNumbers, generation: 0, settings: settings)
        return try LocalVectorStore(
            identity, place, files, metric: metric, access: .readWrite, live: [])
    }

    /// Opens a store that was made before.
    ///
    /// - Parameters:
    ///   - identity: what the store had when it was made.
    ///   - live: gives the entries that are to be published. Asked again where a reader comes upon a compaction of the
    ///     process that writes.
    /// - Throws: `damaged` where the folder has the vectors of another store, `missingRows` where some are lost.
    public static func open(
        in folder: String, identity: String, metric: Metric, settings: IndexSettings,
        access: VectorFile.Access, live: () throws -> [VectorEntry]
    ) throws -> LocalVectorStore {
        let place = VectorFolder(path: folder)
        var pointer = try current(in: folder, identity)
        while true {
            do {
                let files = try Files(pointer, place, settings, access)
                if access == .readWrite {
                    // Who had it before may have compacted it meanwhile.
                    let now = try current(in: folder, identity)
                    guard now == pointer else {
                        pointer = now
                        continue
                    }
                }
                let entries = try live()
                if access == .readWrite { try files.settle(entries) }
                return try LocalVectorStore(
                    identity, place, files, metric: metric, access: access, live: entries)
            } catch let error as VectorFileError {
                let now = try current(in: folder, identity)
                guard access == .readOnly, now != pointer else { throw error }
                pointer = now
            }
        }
    }

    private static func current(
        in folder: String, _ identity: String
    ) throws(VectorFileError) -> VectorsPointer {
        let path = VectorsPointer.path(in: folder)
        guard let pointer = try VectorsPointer.read(in: folder) else {
            throw .damaged(path: path, reason: "it is missing")
        }
        guard pointer.store == identity else {
            throw .damaged(path: path, reason: "its vectors are not those that the catalogue knows")
        }
        return pointer
    }

    /// Says which file a version that kept it in its catalogue was using. Does nothing where the folder says it already.
    ///
    /// - Parameters:
    ///   - generation: in the file's name.
    ///   - identity: of the file.
    public static func adopt(
        in folder: String, generation: Int, identity: String
    ) throws(VectorFileError) {
        guard try VectorsPointer.read(in: folder) == nil else { return }
        try VectorsPointer(store: identity, generation: generation, file: identity).write(in: folder)
    }

    /// Notes that the file has vectors of a newer catalogue, so that no compaction leaves them out for good.
    ///
    /// - Parameter given: ids from here on were never given by the catalogue that is in use.
    /// - Returns: the last of those ids; nil where there is none.
    public func noteNewerVectors(from given: Int64) throws(VectorFileError) -> Int64? {
        let (file, end) = files.withLock { ($0.file, (view.snapshot.rows.last).map { Int($0) + 1 } ?? 0) }
        guard file.rowCount > end else { return nil }
        guard let last = try file.intactRows(from: end).map(\.id).filter({ $0 >= given }).max() else {
            return nil
        }
        try folder.noteNewerRows()
        return last
    }

    /// Removes files that a crash left. To be called after opening for writing.
    ///
    /// - Returns: the names of vector files that nothing is known of: they were left, or put aside.
    public func tidy() throws(VectorFileError) -> [String] {
        try folder.tidy(current: files.withLock { $0.generation })
    }

    /// Vector files in a collection's folder that nothing is known of.
    public static func unknownFiles(in folder: String) -> [String] {
        // A pointer that can't be read is told by who opens the collection.
        let pointer = try? VectorsPointer.read(in: folder)
        return VectorFolder(path: folder).unknownFiles(current: pointer?.generation)
    }

    /// The file with the vectors of a folder, for who knows nothing else of it: the one in use, or the newest.
    public static func vectorFile(in folder: String) -> String? {
        // Where the pointer is damaged too, the newest is the best guess.
        let pointer = try? VectorsPointer.read(in: folder)
        let place = VectorFolder(path: folder)
        if let generation = pointer?.generation, exists(place.file(generation)) {
            return place.file(generation)
        }
        return place.newest.map(place.file)
    }

    /// Whether a collection's vectors were ever in a folder.
    public static func hasVectors(in folder: String) -> Bool { VectorFolder(path: folder).hasVectors }
}

extension LocalVectorStore.Files {
    fileprivate init(
        _ pointer: VectorsPointer, _ folder: VectorFolder, _ settings: IndexSettings,
        _ access: VectorFile.Access
    ) throws(VectorFileError) {
        let path = folder.file(pointer.generation)
        // One that was let go of may be about to close its file on another thread.
        let file = try VectorFile.open(at: path, access: access, waiting: 1)
        guard "\(file.identity)" == pointer.file else {
            throw .damaged(path: path, reason: "it is not the file that the folder says is in use")
        }
        let references = try RowReferences.read(beside: path, of: file.identity)
        // The first file has none.
        guard let references = references ?? (pointer.file == pointer.store ? .rowNumbers : nil) else {
            throw .damaged(path: RowReferences.path(for: path), reason: "it is missing")
        }
        self.init(file: file, references: references, generation: pointer.generation, settings: settings)
    }

    /// Byte codes behind the last row that is known are made again where a crash left them half-written.
    fileprivate func settle(_ live: [VectorEntry]) throws(VectorFileError) {
        try file.settle(rows: rows(of: live).rows.reduce(0) { max($0, $1.row + 1) })
    }
}
