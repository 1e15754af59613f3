internal import Catalogue
internal import Synchronization
internal import Vectors

extension Engine {
    /// How many vectors searches of a collection have come across that are damaged. Those of which the bytes are there are
    /// made anew in the background.
    func noteDamage(of collection: Collection) -> Int {
        let damaged = collection.index.damagedIDs
        if damaged.isEmpty { return 0 }
        let isBegun = healing.withLock { $0.insert(collection.name).inserted }
        if isBegun { Task { await healInBackground(collection, damaged) } }
        return damaged.count
    }

    private func healInBackground(_ collection: Collection, _ damaged: [Int64]) async {
        let healer = Healer(collection: collection, embedder: embedder)
        healer.note(damaged.count)
        if !isReadOnly {
            do { _ = try await healer.heal(damaged) } catch {
                problems.set(
                    .damagedVectors, collection.name,
                    "\(damaged.count) vectors of '\(collection.name)' are damaged and can't be made anew: \(error)"
                )
                // Not tried again by each search: a sync does, or the next start.
                return
            }
        }
        // Others may be found later.
        if collection.snapshot.damagedIDs.isEmpty { _ = healing.withLock { $0.remove(collection.name) } }
    }

    /// Reads every vector of a collection and makes those anew that are damaged, as far as the bytes of their images are
    /// there.
    ///
    /// - Returns: how many were damaged, and how many are healed.
    public func heal(_ collection: Collection) async throws -> (damaged: Int, healed: Int) {
        try checkWritable()
        let damaged = try await Blocking.run { collection.damagedImages(readsAll: true) }
        let healer = Healer(collection: collection, embedder: embedder)
        return (damaged.count, try await healer.heal(damaged))
    }
}
