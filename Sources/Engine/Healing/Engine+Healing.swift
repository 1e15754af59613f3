internal import Catalogue
internal import Synchronization
internal import Vectors

extension Engine {
    /// How many vectors searches of a collection have come across that are damaged. Those of which the bytes are there are
    /// made anew in the background.
    func noteDamage(of collection: Collection) -> Int {
        let damaged = collection.vectors.view.damagedIDs
        if damaged.isEmpty { return 0 }
        let isBegun = healing.begin(collection.id)
        if isBegun {
            // Without the engine, which may be closed meanwhile.
            let healer = Healer(collection: collection, embedder: embedder)
            Task { [healing] in await healer.healInBackground(damaged, healing) }
        }
        return damaged.count
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

extension Healer {
    fileprivate func healInBackground(_ damaged: [Int64], _ register: HealingRegister) async {
        note(damaged.count)
        if collection.access == .readWrite {
            do { _ = try await heal(damaged) } catch {
                collection.problems.set(
                    .damagedVectors, collection.name,
                    "\(damaged.count) vectors of '\(collection.name)' are damaged and can't be made anew: \(error)"
                )
                // Not tried again by each search: a sync does, or the next start.
                return
            }
        }
        // Others may be found later.
        if collection.vectors.view.damagedIDs.isEmpty { register.end(collection.id) }
    }
}

/// Which collections' damaged vectors are being made anew, or can't be.
final class HealingRegister: Sendable {
    private let collections = Mutex<Set<Int64>>([])

    /// - Returns: false where it was begun before.
    func begin(_ collection: Int64) -> Bool { collections.withLock { $0.insert(collection).inserted } }
    func end(_ collection: Int64) { _ = collections.withLock { $0.remove(collection) } }
}
