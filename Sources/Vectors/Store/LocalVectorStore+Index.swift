extension LocalVectorStore {
    /// Makes or extends the index of what is published, and lets searches use it. Searches go on meanwhile: they are
    /// exact, or scan what the index lacks. Takes minutes for a million vectors; does nothing where nothing is needed.
    ///
    /// - Parameters:
    ///   - threads: all cores, where nil.
    ///   - isCancelled: asked several times a second.
    public func upkeep(
        threads: Int?, isCancelled: @escaping @Sendable () -> Bool
    ) throws(VectorFileError) {
        while !isCancelled() {
            let before = view
            guard before.needsUpkeep else { return }
            try before.indexes.upkeep(before.snapshot, threads: threads, isCancelled: isCancelled)
            republish()
            // With the same state as before, trying again would lead to the same.
            let now = view
            if now.indexes === before.indexes, now.count == before.count { return }
        }
    }

    /// Lets searches use what has been made of the index.
    public func republish() {
        files.withLock { publish(view.snapshot, of: $0) }
    }

    /// Another index in place of the one that there is; `upkeep` makes it.
    public func renewIndex(_ settings: IndexSettings) {
        files.withLock { files in
            files.settings = settings
            let indexes = IndexStore(of: files.file, metric: metric, settings: settings)
            publish(view.snapshot, of: files, with: indexes)
        }
    }
}
