internal import Catalogue
internal import Foundation
internal import Synchronization
internal import Vectors

extension Collection {
    /// Writes the vector file anew without dead rows where they are the larger part of a file worth the trouble.
    ///
    /// - Parameter afterSync: false while a sync may hold rows that searches don't see yet: nothing is done then.
    func compactIfWorthwhile(afterSync: Bool) async {
        await withCheckedContinuation { continuation in
            Blocking.begin { [self] in
                compactNoting(afterSync: afterSync)
                continuation.resume()
            }
        }
    }

    /// As ``compactIfWorthwhile(afterSync:)``, on a thread that may block. A collection that could not be compacted is none
    /// the worse, and the next change tries again: the failure is noted.
    func compactNoting(afterSync: Bool) {
        do {
            if try compactWhereWorthwhile(afterSync: afterSync) { problems.set(.compaction, name, nil) }
        } catch EngineError.unknownCollection {
            // It was deleted meanwhile.
        } catch {
            problems.set(.compaction, name, "The vectors of '\(name)' can't be compacted: \(error)")
        }
    }

    /// - Returns: whether there was something to do.
    private func compactWhereWorthwhile(afterSync: Bool) throws -> Bool {
        let isWorthwhile = writer.withLock { writer in
            let dead = writer.file.rowCount - count
            return dead > 1_000 && dead > count
        }
        if isWorthwhile { try compact(afterSync: afterSync) }
        return isWorthwhile
    }

    /// Searches go on meanwhile on the old file, which is removed last; a crash leaves one file too many at worst.
    private func compact(afterSync: Bool) throws {
        try writer.withLock { writer in
            try checkNotDeleted()
            // Asked here: a sync that begins now writes nothing before the lock is free.
            if isSyncing && !afterSync { return }
            let rows = try catalogue.rows(in: id)
            var record = record
            record.generation += 1
            let path = data.vectors(id, generation: record.generation)
            let folder = CollectionFolder(data, id)
            try folder.beginGeneration(record.generation)
            defer { folder.endGeneration(record.generation) }
            let live = rows.map { RowReference(id: $0.id, row: Int($0.row)) }
            let compacted = try writer.file.compacted(to: path, live: live)
            // `rows` ascend, and so do the rows of the new file: 0, 1, …
            let references = rows.indices.map { RowReference(id: rows[$0].id, row: $0) }
            do {
                record.vectorIdentity = "\(compacted.identity)"
                // Made before the catalogue knows the new file: nothing may fail after.
                let snapshot = try compacted.snapshot(live: references)
                let before = try writer.file.snapshot(live: live)
                let moves = references.map { ImageChange.row(id: $0.id, row: UInt32($0.row)) }
                try catalogue.apply(moves, updating: record)
                let indexes = indexes.successor(of: before, for: compacted, snapshot)
                publish(snapshot, of: compacted, with: indexes)
            } catch {
                try? VectorFile.remove(at: path)
                throw error
            }
            let old = writer.file.path
            writer.file = compacted
            setRecord(record)
            try giveUp(old, folder)
        }
    }

    /// Removes a vector file that is not in use any more, or puts it aside where it has what only a newer catalogue knows.
    private func giveUp(_ old: String, _ folder: CollectionFolder) throws {
        if folder.hasNewerRows {
            try folder.putAside(old)
            problems.set(
                .unknownFiles, name,
                "A newer catalogue knows vectors of '\(name)' that this one does not: they were left in \(folder.path)."
            )
        }
        // One that can't be removed is removed when the collection is opened next.
        try? VectorFile.remove(at: old)
    }

    /// Removes what a crash left: vector files that were being made or replaced, uploads of no record.
    func tidyFiles() throws {
        let aside = try CollectionFolder(data, id).tidy(current: record.generation)
        problems.set(
            .unknownFiles, name,
            aside.isEmpty
                ? nil
                : "The folder \(data.collection(id)) has vector files that the catalogue does not know: "
                    + "\(aside.joined(separator: ", ")). They were left; 'lookalike orphans' says more.")
        try data.uploads(id).settleAll { try catalogue.uploads(among: [$0], in: id).contains($0) }
    }
}
