internal import LookalikeWorkThreads

extension LocalVectors {
    /// Creates an empty store.
    ///
    /// - Parameter folder: of the collection; must exist. An empty store left by a crash is reused, with the new
    ///   dimension.
    /// - Throws: `exists` if there are vectors.
    public static func create(
        in folder: String, dimension: Int, metric: Metric, settings: IndexSettings
    ) throws(VectorFileError) -> LocalVectors {
        let place = VectorFolder(path: folder)
        if let pointer = try VectorsPointer.read(in: folder) {
            let files = try Files(pointer, place, settings, .readWrite)
            guard files.file.rowCount == 0 else { throw .exists(path: files.file.path) }
            let store = try LocalVectors(
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
        return try LocalVectors(
            identity, place, files, metric: metric, access: .readWrite, live: [])
    }

    /// Opens an existing store.
    ///
    /// - Parameters:
    ///   - identity: the identity that the store got when it was created.
    ///   - live: returns the entries to publish. Called again if a reader meets a compaction by the writing process.
    /// - Throws: `damaged` if the folder has the vectors of another store, `missingRows` if some are lost.
    public static func open(
        in folder: String, identity: String, metric: Metric, settings: IndexSettings,
        access: VectorFile.Access, live: () async throws -> [VectorEntry]
    ) async throws -> LocalVectors {
        let place = VectorFolder(path: folder)
        while true {
            let (pointer, files) = try await Blocking.run {
                try openFiles(in: place, identity, settings, access)
            }
            do {
                let entries = try await live()
                return try await Blocking.run {
                    if access == .readWrite { try files.settle(entries) }
                    return try LocalVectors(
                        identity, place, files, metric: metric, access: access, live: entries)
                }
            } catch let error as VectorFileError {
                let now = try await Blocking.run { try current(in: folder, identity) }
                guard access == .readOnly, now != pointer else { throw error }
            }
        }
    }

    /// The files in use, and what said so.
    private static func openFiles(
        in folder: VectorFolder, _ identity: String, _ settings: IndexSettings, _ access: VectorFile.Access
    ) throws(VectorFileError) -> (VectorsPointer, Files) {
        var pointer = try current(in: folder.path, identity)
        while true {
            let result = Result { () throws(VectorFileError) in
                try Files(pointer, folder, settings, access)
            }
            // Who writes, or had it before, may have compacted it meanwhile.
            let now = try current(in: folder.path, identity)
            if now == pointer { return (pointer, try result.get()) }
            pointer = now
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

    /// Takes over a vector file of a version that kept the file in use in its catalogue. Does nothing if the folder
    /// has `vectors.json` already.
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

    /// Notes that the file has vectors of a newer catalogue, so that no compaction drops them for good.
    ///
    /// - Parameter given: the present catalogue never gave out ids from here on.
    /// - Returns: the highest such id in the file; nil if there is none.
    public func noteNewerVectors(from given: Int64) throws(VectorFileError) -> Int64? {
        let (file, generation, end) = files.withLock {
            ($0.file, $0.generation, (view.snapshot.rows.last).map { Int($0) + 1 } ?? 0)
        }
        guard file.rowCount > end else { return nil }
        guard let last = try file.intactRows(from: end).map(\.id).filter({ $0 >= given }).max() else {
            return nil
        }
        try folder.noteNewerRows(generation)
        return last
    }

    /// Removes leftovers of a crash. Call after opening for writing.
    ///
    /// - Returns: the names of unknown vector files: they were left, or set aside.
    public func tidy() throws(VectorFileError) -> [String] {
        try folder.tidy(current: files.withLock { $0.generation })
    }

    /// Removes the vectors in a folder; nothing may have them open for writing. Files that were set aside stay.
    public static func remove(in folder: String) throws(VectorFileError) {
        try VectorFolder(path: folder).removeVectors()
    }

    /// Unknown vector files in a collection's folder.
    public static func unknownFiles(in folder: String) -> [String] {
        // An unreadable pointer is reported when the collection is opened.
        let pointer = try? VectorsPointer.read(in: folder)
        return VectorFolder(path: folder).unknownFiles(current: pointer?.generation)
    }

    /// The vector file in a folder, for callers that know nothing else about it: the one in use, or the newest.
    public static func vectorFile(in folder: String) -> String? {
        // If the pointer is damaged, the newest file is the best guess.
        let pointer = try? VectorsPointer.read(in: folder)
        let place = VectorFolder(path: folder)
        if let generation = pointer?.generation, exists(place.file(generation)) {
            return place.file(generation)
        }
        return place.newest.map(place.file)
    }

    /// Whether a folder has, or had, a collection's vectors.
    public static func hasVectors(in folder: String) -> Bool { VectorFolder(path: folder).hasVectors }
}

extension LocalVectors.Files {
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

    /// Rebuilds byte codes after the last known row that a crash left incomplete.
    fileprivate func settle(_ live: [VectorEntry]) throws(VectorFileError) {
        try file.settle(rows: rows(of: live).rows.reduce(0) { max($0, $1.row + 1) })
    }
}
