internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Engine {
    /// Rebuilds a collection's index from its vector file and its records. Every change already keeps the index up to
    /// date; this verifies it.
    public func rebuildIndex(of collection: OpenCollection) async throws {
        try checkWritable()
        // What a sync has written so far is not to be seen before its end.
        try await collection.withWriter { writer in
            if collection.isSyncing {
                await collection.vectors.republish()
                collection.publish()
            } else {
                try await writer.publishAll()
            }
        }
    }

    /// Where a collection's vectors are.
    public func vectorPath(of collection: OpenCollection) -> String {
        collection.vectors.location
    }
}
