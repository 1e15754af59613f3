internal import LookalikeCatalogue
internal import LookalikeWorkThreads

extension Engine {
    private struct InUse: Error {}

    /// Deletes a collection that was made for one purpose, unless somebody uses it by now. Nothing is written to it between
    /// the look and the deletion.
    ///
    /// - Parameters:
    ///   - name: the name that it was made with.
    ///   - collection: the collection itself; another one of that name stays.
    /// - Returns: false if it stays: it has an image, broken or not, or a category, is being synced, has another name, or is
    ///   gone already.
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``, ``EngineError/storageFull``.
    @discardableResult
    public func deleteCollection(
        named name: String, ifUnused collection: OpenCollection
    ) async throws -> Bool {
        try checkWritable()
        do {
            try await store.close(name) { open in
                guard let open, open.recordID == collection.recordID else { throw InUse() }
                // Writes that wait are refused once it is deleted.
                try await open.afterWrites { try await deleteUnused(open) }
                problems.clear(of: name)
                await jobs.forgetListed()
                await removeRest(of: open.recordID, problem: name)
            }
            return true
        } catch is InUse {
            return false
        }
    }

    private func deleteUnused(_ open: OpenCollection) async throws {
        let counts = try await catalogue.counts(in: open.recordID)
        guard counts.ready + counts.failed == 0, open.categories.isEmpty else { throw InUse() }
        // Only a sync refuses it.
        do { try open.markDeleted() } catch { throw InUse() }
        let folder = CollectionFolder(data, open.recordID)
        do {
            try await Blocking.run { try folder.beginDeleting() }
            try await catalogue.deleteCollection(open.recordID)
        } catch {
            await Blocking.run { folder.keep() }
            open.unmarkDeleted()
            throw error
        }
    }
}
