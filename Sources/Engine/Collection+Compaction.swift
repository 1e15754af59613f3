internal import Catalogue
internal import Foundation
internal import Vectors
internal import Synchronization

extension Collection {
    /// Writes the vector file anew without dead rows where they are the larger part of a file worth the trouble.
    ///
    /// - Parameter afterSync: false while a sync may hold rows that searches don't see yet: nothing is done then.
    func compactIfWorthwhile(afterSync: Bool) async throws {
        if isSyncing && !afterSync { return }
        try await Blocking.run { [self] in
            let isWorthwhile = writer.withLock { writer in
                let dead = writer.file.rowCount - count
                return dead > 1_000 && dead > count
            }
            if isWorthwhile { try compact() }
        }
    }

    /// Searches go on meanwhile on the old file, which is removed last; a crash leaves one file too many at worst.
    func compact() throws {
        try writer.withLock { writer in
            try checkNotDeleted()
            let rows = try catalogue.rows(in: id)
            var record = record
            record.generation += 1
            let path = data.vectors(id, generation: record.generation)
            // Left by a compaction that a crash cut off: the catalogue never came to know it.
            try? FileManager.default.removeItem(atPath: path)
            let live = rows.map { RowReference(id: $0.id, row: Int($0.row)) }
            let compacted = try writer.file.compacted(to: path, live: live)
            record.vectorIdentity = "\(compacted.identity)"
            // `rows` ascend, and so do the rows of the new file: 0, 1, …
            let moves = rows.enumerated().map { ImageChange.row(id: $1.id, row: UInt32($0)) }
            try catalogue.apply(moves, updating: record)
            let visible = Set(snapshot.ids)
            let references = rows.enumerated().filter { visible.contains($1.id) }
                .map { RowReference(id: $1.id, row: $0) }
            publish(try compacted.snapshot(live: references))
            let old = writer.file.path
            writer.file = compacted
            setRecord(record)
            try? FileManager.default.removeItem(atPath: old)
        }
    }

    /// Removes vector files that no generation in use owns.
    func removeStrayFiles() {
        let folder = data.collection(id)
        let current = (data.vectors(id, generation: record.generation) as NSString).lastPathComponent
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix("vectors-") && name != current {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }
}
