internal import Catalogue
internal import Foundation
internal import Synchronization
internal import Vectors

extension Collection {
    /// Writes the vectors anew without those that nothing refers to, where these are the larger part and worth the trouble.
    ///
    /// - Parameter afterSync: false while a sync may hold vectors that searches don't see yet: nothing is done then.
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
        guard vectors.isWorthCompacting else { return }
        do {
            try compact(afterSync: afterSync)
            problems.set(.compaction, name, nil)
        } catch EngineError.unknownCollection {
            // It was deleted meanwhile.
        } catch {
            problems.set(.compaction, name, "The vectors of '\(name)' can't be compacted: \(error)")
        }
    }

    private func compact(afterSync: Bool) throws {
        let isPutAside = try withWriter { writer in
            // Asked here: a sync that begins now writes nothing before this is done.
            isSyncing && !afterSync ? false : try writer.compact()
        }
        if isPutAside {
            problems.set(
                .unknownFiles, name,
                "A newer catalogue knows vectors of '\(name)' that this one does not: they were left in \(data.collection(id))."
            )
        }
    }

    /// Removes what a crash left: vector files that were being made or replaced, uploads of no record.
    func tidyFiles() throws {
        let aside = try vectors.tidy()
        problems.set(
            .unknownFiles, name,
            aside.isEmpty
                ? nil
                : "The folder \(data.collection(id)) has vector files that the catalogue does not know: "
                    + "\(aside.joined(separator: ", ")). They were left; 'lookalike orphans' says more.")
        try data.uploads(id).settleAll { try catalogue.uploads(among: [$0], in: id).contains($0) }
    }
}
