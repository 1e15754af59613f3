internal import Foundation

extension LocalVectors {
    /// Half of the cores: the other half is for who searches.
    static var backgroundThreads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount / 2) }

    /// Builds or extends the index over the published vectors, and lets searches use it. Meanwhile searches are
    /// exact, or scan what the index lacks. Takes minutes for a million vectors; does nothing if the index is
    /// complete.
    ///
    /// - Parameters:
    ///   - threads: nil means all cores.
    ///   - isCancelled: asked several times a second.
    public func upkeep(
        threads: Int?, isCancelled: @escaping @Sendable () -> Bool
    ) throws(VectorFileError) {
        while !isCancelled() {
            let before = view
            guard before.needsUpkeep else { return }
            try before.indexes.upkeep(before.snapshot, threads: threads, isCancelled: isCancelled)
            republish()
            // Nothing changed, so trying again would not help.
            let now = view
            if now.indexes === before.indexes, now.count == before.count { return }
        }
    }

    /// Replaces the index by an unbuilt one; `upkeep` builds it.
    public func renewIndex(_ settings: IndexSettings) {
        files.withLock { files in
            files.settings = settings
            let indexes = IndexStore(of: files.file, metric: metric, settings: settings)
            publish(view.snapshot, of: files, with: indexes)
        }
    }
}
