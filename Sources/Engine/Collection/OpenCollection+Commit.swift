internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

extension OpenCollection {
    /// Writes a client's change together with other changes that arrive at the same moment. When the call returns, it
    /// is durable and visible to searches (if not, ``EngineProblems`` says so).
    ///
    /// - Throws: ``EngineError``, ``/LookalikeCatalogue/CatalogueError``, ``/LookalikeVectors/VectorFileError``; nothing of this
    ///   write is stored then.
    func write(_ write: CollectionWrite) async throws -> WriteResult {
        try await commits.submit(write) { group in
            await self.commit(group)
            await self.compactIfWorthwhile(afterSync: false)
        }
    }

    private func commit(_ group: [CommitQueue.Pending]) async {
        do {
            answer(group, try await withWriter { try await $0.commit(group.map(\.write), for: self) })
        } catch {
            // It is unknown which write failed, so each is tried alone.
            for pending in group.count > 1 ? group : [] { await commit([pending]) }
            if group.count == 1 { group[0].continuation.resume(throwing: error) }
        }
    }

    private func answer(_ group: [CommitQueue.Pending], _ results: [Result<WriteResult, any Error>]) {
        for (pending, result) in zip(group, results) { pending.continuation.resume(with: result) }
    }
}

extension CollectionWriter {
    /// Stores a group: first bytes of images, then vectors, then the records that refer to them; then publishes to
    /// searches.
    ///
    /// - Parameter asked: which the writes were made for. If this one has taken its place meanwhile, vectors are refused.
    /// - Returns: the result of each write, including failures.
    /// - Throws: errors that concern all writes; nothing is stored then.
    mutating func commit(
        _ writes: [CollectionWrite], for asked: OpenCollection
    ) async throws -> [Result<WriteResult, any Error>] {
        var group = try await CommitGroup(writes, of: collection, categories: state.categories)
        do {
            let results = try await write(&group, writes, isSwitched: asked !== collection)
            await settle(group.hashes, keeping: group.found)
            return results
        } catch {
            await settle(group.hashes, keeping: group.found)
            throw error
        }
    }

    private mutating func write(
        _ group: inout CommitGroup, _ writes: [CollectionWrite], isSwitched: Bool
    ) async throws -> [Result<WriteResult, any Error>] {
        var results: [Result<WriteResult, any Error>] = []
        for write in writes {
            do {
                if isSwitched, write.hasVectors {
                    throw EngineError.migration(.switched(collection: name))
                }
                results.append(.success(try await group.add(write)))
            } catch let error as EngineError {
                results.append(.failure(error))
            }
        }
        let (files, hashes, staged) = (collection.data.uploads(recordID), group.hashes, group.staged)
        if !hashes.isEmpty {
            try await Blocking.run {
                for hash in hashes { files.mark(hash) }
                try files.publish(staged)
            }
        }
        let entries = try await append(group.vectors) { group.labels }
        let references = entries.mapValues(\.reference)
        let changes = group.changes(references: references)
        let categoryChanges = group.allCategoryChanges
        // If nothing is written (for example when a missing image is deleted), earlier results stay valid.
        if changes.isEmpty, categoryChanges.isEmpty { return results }
        try await noteRelabelling(by: group)
        try await catalogue.apply(changes, categories: categoryChanges, of: recordID, updating: nil)
        state.categories = group.categories
        await publish(Array(entries.values), removing: group.removed)
        if group.hasTakenDamage { state.areSumsStale = true }
        await noteStaleSums()
        return results.map { $0.map { $0.withReferences(references) } }
    }

    /// Lets searches see what the catalogue has just stored. If the vector store can't, the write is done all the same: the
    /// problem is listed, and the next write publishes everything.
    private mutating func publish(_ added: [VectorEntry], removing removed: [Int64]) async {
        do {
            if state.isUnpublished {
                try await vectors.publish(catalogue.vectorEntries(in: recordID))
            } else {
                try await vectors.publish(adding: added, removing: removed)
            }
            try await settleLabels()
            state.isUnpublished = false
            collection.problems.set(.publishing, name, nil)
        } catch {
            state.isUnpublished = true
            collection.problems.set(
                .publishing, name,
                "Changes of '\(name)' are stored, but searches do not show them yet; the next change or restart "
                    + "tries again: \(error)")
        }
        collection.publish(state.categories)
    }

    /// The write is done, whether or not the sums can be renewed; the next write renews them.
    private mutating func noteStaleSums() async {
        do { try await renewStaleSums() } catch {
            collection.problems.set(
                .damagedVectors, name, "The prototypes of '\(name)' can't be computed anew: \(error)")
        }
    }

    /// Removes the bytes that no record refers to.
    private func settle(_ hashes: Set<String>, keeping found: Set<String>) async {
        // If the catalogue fails, the marks stay for the next start.
        guard !hashes.isEmpty, let used = try? await catalogue.uploads(among: Array(hashes), in: recordID)
        else {
            return
        }
        let files = collection.data.uploads(recordID)
        await Blocking.run {
            for hash in hashes {
                files.settle(hash, isInUse: used.contains(hash) || found.contains(hash))
            }
        }
    }
}

extension WriteResult {
    /// With the references that the vector store gave to the records' vectors.
    fileprivate func withReferences(_ references: [Int64: Int64]) -> WriteResult {
        guard case .images(let stored) = self else { return self }
        return .images(
            stored.map { stored in
                var stored = stored
                if let reference = references[stored.record.recordID] { stored.record.vector = reference }
                return stored
            })
    }
}
