internal import Foundation
public import LookalikeCatalogue
internal import LookalikeWorkThreads

extension Engine {
    /// The roots of a collection, in the order in which they were added. Looks whether their folders are there, and notes
    /// what it finds.
    public func roots(of collection: OpenCollection) async throws -> [Root] {
        let isOffline = try await lookAtRoots(of: collection)
        let counts = try await catalogue.imageCounts(ofRootsIn: collection.recordID)
        return collection.record.roots.map { root in
            var record = root
            record.isOffline = isOffline[root.id] ?? root.isOffline
            return Root(record: record, images: counts[root.id] ?? 0)
        }
    }

    /// Looks whether the folders of a collection's roots are there, and notes it unless the data folder was opened for
    /// reading only.
    ///
    /// - Returns: whether they are missing, by the roots' ids.
    @discardableResult
    public func lookAtRoots(of collection: OpenCollection) async throws -> [Int64: Bool] {
        let isOffline = try await collection.lookAtRoots()
        if !isReadOnly { try await collection.note(isOffline) }
        return isOffline
    }

    /// As ``lookAtRoots(of:)``, for all open collections.
    public func lookAtRoots() async throws {
        for name in openCollectionNames {
            // It may be closed or deleted meanwhile.
            guard let collection = await store.open(name) else { continue }
            do { try await lookAtRoots(of: collection) } catch EngineError.unknownCollection {}
        }
    }

    /// Makes a folder a root of a collection; a sync then indexes its images.
    ///
    /// - Throws: ``EngineError/folderUnreadable(path:detail:)``; ``EngineError/rootRefused(path:collection:reason:)`` if it
    ///   is a root already, lies inside another or has another inside it.
    public func addRoot(_ directory: String, to collection: OpenCollection) async throws -> Root {
        try checkWritable()
        let path = Self.absolute(directory)
        try await Self.checkReadable(path)
        try await collection.checkNewRoot(path)
        do {
            let added = try await collection.add(RootRecord(path: path, addedAt: .storable))
            return Root(record: added, images: 0)
        } catch CatalogueError.duplicate {
            // Another caller has just added it.
            throw EngineError.rootRefused(
                path: path, collection: collection.name, reason: "it is a root of the collection already")
        }
    }

    /// Removes a root of a collection: its images leave the collection, its files stay.
    ///
    /// - Returns: the root, with the number of images that left.
    /// - Throws: ``EngineError/unknownRoot(_:collection:)``, ``EngineError/syncRunning(collection:)``.
    @discardableResult
    public func removeRoot(_ id: Int64, of collection: OpenCollection) async throws -> Root {
        try checkWritable()
        try collection.beginSync()
        defer { collection.endSync() }
        guard let root = collection.record.root(id) else {
            throw EngineError.unknownRoot("\(id)", collection: collection.name)
        }
        let files = try await catalogue.files(ofRoot: id, in: collection.recordID)
        try await collection.store([], with: files.map { .deleteFile(recordID: $0.recordID) })
        try await collection.withWriter { writer in
            try await writer.catalogue.removeRoot(id, of: collection.recordID)
            var record = collection.record
            record.roots.removeAll { $0.id == id }
            await collection.setRecord(record)
            try await writer.publishAll()
        }
        // Only saves work in the next walk.
        await Blocking.run { [data] in _ = unlink(data.knownNonImages(id)) }
        await collection.compactIfWorthwhile(afterSync: true)
        return Root(record: root, images: files.count)
    }

    /// The root of a collection that a text means: its id, or the path of its folder.
    ///
    /// - Throws: ``EngineError/unknownRoot(_:collection:)``.
    public func root(_ text: String, of collection: OpenCollection) async throws -> RootRecord {
        if let id = Int64(text), let root = collection.record.root(id) { return root }
        let path = Self.absolute(text)
        guard let root = await Blocking.run({ collection.root(at: path) }) else {
            throw EngineError.unknownRoot(text, collection: collection.name)
        }
        return root
    }
}

extension OpenCollection {
    /// - Throws: ``EngineError/rootRefused(path:collection:reason:)`` if a folder can't be a root beside those that are.
    func checkNewRoot(_ path: String) async throws {
        let roots = record.roots
        if let reason = await Blocking.run({ RootFolder.refusal(path, beside: roots) }) {
            throw EngineError.rootRefused(path: path, collection: name, reason: reason)
        }
    }
}
