internal import Vectors

extension Engine {
    /// Rebuilds a collection's index from its vector file and its records. Every change already keeps the index up to
    /// date; this verifies it.
    public func rebuildIndex(of collection: Collection) async throws {
        try checkWritable()
        try await Blocking.run {
            // Vectors of a running sync stay invisible until its end.
            if collection.isSyncing { try collection.publishAgain() } else { try collection.publishAll() }
        }
    }

    /// Where a collection's vectors are.
    public func vectorPath(of collection: Collection) -> String {
        collection.vectors.path
    }
}
