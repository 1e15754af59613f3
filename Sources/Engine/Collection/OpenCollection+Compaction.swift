internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

extension OpenCollection {
    /// Writes the vectors anew without those that nothing refers to, if these are the larger part and worth the trouble.
    /// A failure is only noted: the collection stays as it was, and the next change tries again.
    ///
    /// - Parameter afterSync: false while a sync may hold vectors that searches don't see yet: nothing is done then.
    func compactIfWorthwhile(afterSync: Bool) async {
        guard vectors.isWorthCompacting else { return }
        do {
            try await compact(afterSync: afterSync)
            problems.set(.compaction, name, nil)
        } catch EngineError.unknownCollection {
            // It was deleted meanwhile.
        } catch {
            problems.set(.compaction, name, "The vectors of '\(name)' can't be compacted: \(error)")
        }
    }

    private func compact(afterSync: Bool) async throws {
        let isPutAside = try await withWriter { writer in
            // Checked here: a sync that begins now writes nothing before this is done.
            isSyncing && !afterSync ? false : try await writer.compact()
        }
        if isPutAside {
            problems.set(
                .unknownFiles, name,
                "A newer catalogue knows vectors of '\(name)' that this one does not: they were left in \(data.collection(recordID))."
            )
        }
    }

    /// Removes leftovers of a crash: unfinished or replaced vector files, and uploads without a record.
    func tidyFiles() async throws {
        let aside = try await vectors.tidy()
        problems.set(
            .unknownFiles, name,
            aside.isEmpty
                ? nil
                : "The folder \(data.collection(recordID)) has vector files that the catalogue does not know: "
                    + "\(aside.joined(separator: ", ")). They were left; 'lookalike orphans' says more.")
        let uploads = data.uploads(recordID)
        let pending = await Blocking.run { uploads.pendingHashes }
        if pending.isEmpty { return }
        let used = try await catalogue.uploads(among: pending, in: recordID)
        await Blocking.run { for hash in pending { uploads.settle(hash, isInUse: used.contains(hash)) } }
    }
}
