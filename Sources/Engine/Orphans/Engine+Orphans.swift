internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Engine {
    /// Everything in the data folder that the catalogue does not know, by id. Checks the name of every uploaded
    /// image, so it takes a while if there are very many.
    public func orphans() async throws -> [Orphan] {
        let folders = try await foundFolders()
        var orphans = try await Blocking.run { [self] in try folders.map(describe) }
        for record in try await catalogue.collections() {
            orphans += try await uploads(of: record)
            let second = try await catalogue.migration(of: record.recordID)?.second.number
            orphans += try await Blocking.run { [self] in
                try vectorFiles(of: record) + vectorStores(of: record, besides: second)
            }
        }
        return orphans
    }

    /// Removes an orphan and all its files.
    ///
    /// - Throws: ``EngineError/unknownOrphan(_:)`` where there is none of that id.
    public func removeOrphan(_ id: String) async throws -> Orphan {
        try checkWritable()
        let orphan = try await orphan(id)
        let paths =
            orphan.kind == .uploads
            ? try await uploadPaths(of: orphan) : ["\(data.path)/\(orphan.id)"]
        try await Blocking.run { [self] in for path in paths { try remove(path) } }
        try await noteOrphans()
        return orphan
    }

    /// - Throws: ``EngineError/unknownOrphan(_:)``.
    func orphan(_ id: String) async throws -> Orphan {
        let id = id.hasSuffix("/") ? String(id.dropLast()) : id
        guard let orphan = try await orphans().first(where: { $0.id == id }) else {
            throw EngineError.unknownOrphan(id)
        }
        return orphan
    }

    private func remove(_ path: String) throws(EngineError) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw .dataFolderUnusable(
                path: path, detail: "it can't be removed: \(error.localizedDescription)")
        }
    }

    /// Reports folders that the catalogue does not know as a problem in health checks.
    func noteOrphans() async throws {
        problems.set(.unknownFiles, "", sentence(on: try await foundFolders()))
    }

    /// What is to be said of folders of collections that the catalogue does not know; nil where it knows all. For who
    /// reads beside a process that writes: what that one is making or removing is none.
    public func unknownCollections() async throws -> String? {
        // Before the catalogue: what is made after it is not among them.
        let names = try await Blocking.run { [data] in try data.names(in: data.collections) }
        let known = Set(try await catalogue.collections().map { "\($0.recordID)" })
        let unknown = await Blocking.run { [data] in
            names.filter { name in
                let isBeingDeleted = Int64(name).map { CollectionFolder(data, $0).isBeingDeleted } ?? false
                return !known.contains(name) && !isBeingDeleted
            }
        }
        return sentence(on: unknown.map { "collections/\($0)" })
    }

    private func sentence(on found: [String]) -> String? {
        if found.isEmpty { return nil }
        let names = found.prefix(5).joined(separator: ", ") + (found.count > 5 ? " …" : "")
        return
            "The catalogue does not know \(found.count) of the folders below \(data.path): \(names). They were left as "
            + "they are; 'lookalike orphans' lists, adopts and removes them."
    }

    /// Folders of collections and batches that the catalogue does not know, and other entries between them: paths
    /// below the data folder.
    private func foundFolders() async throws -> [String] {
        let known = Set(try await catalogue.collections().map { "\($0.recordID)" })
        let (folders, spools) = try await Blocking.run { [data] in
            let spools = try data.names(in: data.jobs)
            return (
                try data.names(in: data.collections),
                spools.filter { !SpoolFolder(data, $0).isBeingReceived }
            )
        }
        var found = folders.filter { !known.contains($0) }.map { "collections/\($0)" }
        for name in spools {
            let state = try await catalogue.job(name)?.state
            if state == nil || state == .failed { found.append("jobs/\(name)") }
        }
        return found
    }

    private func describe(_ id: String) throws -> Orphan {
        let path = "\(data.path)/\(id)"
        let name = String(id.split(separator: "/").last ?? "")
        if id.hasPrefix("jobs/"), UUID(uuidString: name) != nil,
            FileManager.default.fileExists(atPath: SpoolFolder(data, name).items)
        {
            let accepted = SpoolFolder(data, name).acceptance
            return Orphan(
                id: id, kind: .batch, collection: accepted?.collection, items: accepted?.total ?? 0,
                bytes: Self.size(of: path))
        }
        guard id.hasPrefix("collections/"), Int64(name) != nil,
            try LocalVectors.hasVectors(in: CollectionDescription.vectors(in: path))
                || LocalVectors.hasVectors(in: path) || data.names(in: path).contains("pictures")
        else {
            return Orphan(id: id, kind: .foreign, collection: nil, items: 0, bytes: Self.size(of: path))
        }
        return Orphan(
            id: id, kind: .collection, collection: CollectionDescription.read(in: path)?.name,
            items: UploadedImages(folder: path + "/pictures").hashes.count, bytes: Self.size(of: path))
    }

    private func uploads(of record: CollectionRecord) async throws -> [Orphan] {
        let folder = data.uploads(record.recordID)
        let unknown = try await unknownHashes(of: record)
        if unknown.isEmpty { return [] }
        let bytes = await Blocking.run { unknown.reduce(0) { $0 + Self.size(of: folder.path($1)) } }
        return [
            Orphan(
                id: "collections/\(record.recordID)/pictures", kind: .uploads, collection: record.name,
                items: unknown.count, bytes: bytes)
        ]
    }

    private func vectorFiles(of record: CollectionRecord) -> [Orphan] {
        let folder = data.vectors(of: record)
        return LocalVectors.unknownFiles(in: folder).map { vectors("\(folder)/\($0)", of: record) }
    }

    /// Folders of vector stores that the catalogue does not know.
    private func vectorStores(of record: CollectionRecord, besides second: Int?) throws -> [Orphan] {
        let folder = data.collection(record.recordID)
        return try data.names(in: folder).filter { name in
            guard name.hasPrefix(DataDirectory.storePrefix) else { return false }
            let number = Int(name.dropFirst(DataDirectory.storePrefix.count))
            return number != record.storeNumber && number != second
        }.map { vectors("\(folder)/\($0)", of: record) }
    }

    private func vectors(_ path: String, of record: CollectionRecord) -> Orphan {
        Orphan(
            id: String(path.dropFirst(data.path.count + 1)), kind: .vectors, collection: record.name,
            items: 0,
            bytes: Self.size(of: path))
    }

    /// Uploads of a collection that no record of it refers to.
    private func unknownHashes(of record: CollectionRecord) async throws -> [String] {
        let uploads = data.uploads(record.recordID)
        let hashes = await Blocking.run { uploads.hashes }
        let known = try await catalogue.uploads(among: hashes, in: record.recordID)
        return hashes.filter { !known.contains($0) }
    }

    /// Paths of the images that an orphan has.
    func uploadPaths(of orphan: Orphan) async throws -> [String] {
        if orphan.kind == .uploads {
            guard let name = orphan.collection, let record = try await catalogue.collection(named: name)
            else {
                return []
            }
            return try await unknownHashes(of: record).map(data.uploads(record.recordID).path)
        }
        let uploads = UploadedImages(folder: "\(data.path)/\(orphan.id)/pictures")
        return await Blocking.run { uploads.hashes.map(uploads.path) }
    }

    /// Size of a file, or of all files below a folder; unreadable entries count as 0.
    private static func size(of path: String) -> Int {
        var status = stat()
        guard lstat(path, &status) == 0 else { return 0 }
        guard status.st_mode & S_IFMT == S_IFDIR else { return Int(status.st_size) }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.reduce(0) { $0 + size(of: "\(path)/\($1)") }
    }
}
