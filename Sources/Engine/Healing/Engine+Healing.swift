internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

extension Engine {
    /// How many damaged vectors searches of a collection have found. Those whose images are available are recomputed
    /// in the background.
    func noteDamage(of collection: OpenCollection) -> Int {
        let damaged = collection.vectors.view.damagedIDs
        if damaged.isEmpty { return 0 }
        let isBegun = healing.begin(collection.recordID)
        if isBegun {
            // Without the engine, which may be closed in the meantime.
            let healer = Healer(collection: collection, embedder: embedder)
            Task { [healing] in await healer.healInBackground(damaged, healing) }
        }
        return damaged.count
    }

    /// Reads every vector of a collection and recomputes damaged ones, if the bytes of their images are available.
    ///
    /// - Returns: how many were damaged, and how many are healed.
    public func heal(_ collection: OpenCollection) async throws -> (damaged: Int, healed: Int) {
        try checkWritable()
        let damaged = try await collection.damagedImages(readsAll: true)
        let healer = Healer(collection: collection, embedder: embedder)
        return (damaged.count, try await healer.heal(damaged))
    }
}

extension Healer {
    fileprivate func healInBackground(_ damaged: [Int64], _ register: HealingRegister) async {
        note(damaged.count)
        if collection.access == .readWrite {
            do { _ = try await heal(damaged) } catch {
                collection.problems.set(
                    .damagedVectors, collection.name,
                    "\(damaged.count) vectors of '\(collection.name)' are damaged and can't be made anew: \(error)"
                )
                // Not retried by each search; the next sync or start retries.
                return
            }
        }
        // Others may be found later.
        if collection.vectors.view.damagedIDs.isEmpty { register.end(collection.recordID) }
    }
}

/// The collections whose damaged vectors are being recomputed, or can't be.
final class HealingRegister: Sendable {
    private let collections = Mutex<Set<Int64>>([])

    /// - Returns: false if it was begun before.
    func begin(_ collection: Int64) -> Bool { collections.withLock { $0.insert(collection).inserted } }
    func end(_ collection: Int64) { _ = collections.withLock { $0.remove(collection) } }
}
