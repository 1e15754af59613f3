internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

/// Lets one search for duplicates of a collection run at a time, and compares what is added to collections whose duplicates
/// were asked for, once and at once.
final class DuplicateWatch: Sendable {
    private struct State {
        var locks: [Int64: AsyncLock<Void>] = [:]
        /// For images that come in with a rule about duplicates.
        var doors: [Int64: AsyncLock<Void>] = [:]
        /// Collections of which somebody asked for a search that is not done.
        var asked: Set<Int64> = []
        /// Collections of which what was added is being compared.
        var following: Set<Int64> = []
        /// Collections to which something was added meanwhile.
        var waiting: Set<Int64> = []
        /// Whether the duplicates of a collection were ever asked for, where that is known.
        var isFollowed: [Int64: Bool] = [:]
        /// How often pairs or decisions of a collection changed.
        var versions: [Int64: UInt64] = [:]
    }

    /// The hashes of what is compared.
    let index = FingerprintIndex()
    private let state = Mutex(State())

    /// - Returns: false if a search of the collection was asked for and is not done.
    func begin(_ collection: OpenCollection) -> Bool {
        state.withLock { $0.asked.insert(collection.recordID).inserted }
    }

    func end(_ collection: OpenCollection) {
        state.withLock { _ = $0.asked.remove(collection.recordID) }
    }

    /// Runs a search once no other one of the collection runs.
    func run(_ run: DuplicateRun) async throws -> DuplicateRunReport {
        try await alone(run.collection) { try await run.run() }
    }

    private func alone<Result>(
        _ collection: OpenCollection, _ search: () async throws -> Result
    ) async throws -> Result {
        let recordID = collection.recordID
        let lock = state.withLock { state in
            state.isFollowed[recordID] = true
            let lock = state.locks[recordID] ?? AsyncLock(())
            state.locks[recordID] = lock
            return lock
        }
        defer { changed(collection) }
        return try await lock.withLock { _ async throws in try await search() }
    }

    /// Lets one write at a time look for duplicates and store what it brings. Otherwise two that come at once would not
    /// see each other. Writes with the rule ``DuplicateRule/ignore`` and syncs go past.
    func oneAtATime<Result>(
        _ collection: OpenCollection, _ write: () async throws -> Result
    ) async throws -> Result {
        let door = state.withLock { state in
            let door = state.doors[collection.recordID] ?? AsyncLock(())
            state.doors[collection.recordID] = door
            return door
        }
        return try await door.withLock { _ async throws in
            // A client that has gone away while others were let in wants nothing stored.
            try Task.checkCancellation()
            return try await write()
        }
    }

    /// How often pairs or decisions changed: groups are made anew then.
    func version(_ collection: OpenCollection) -> UInt64 {
        state.withLock { $0.versions[collection.recordID, default: 0] }
    }

    /// Pairs or decisions have changed.
    func changed(_ collection: OpenCollection) {
        state.withLock { $0.versions[collection.recordID, default: 0] += 1 }
    }

    /// Images were added: compares them in the background if the collection's duplicates were ever asked for.
    func note(_ collection: OpenCollection, _ embedder: Embedder) async {
        guard collection.access == .readWrite, await isFollowed(collection) else { return }
        let begins = state.withLock { state in
            if state.following.insert(collection.recordID).inserted { return true }
            state.waiting.insert(collection.recordID)
            return false
        }
        if begins { Blocking.begin { await self.follow(collection, embedder) } }
    }

    /// Asks the catalogue once. If it can't answer, the next change asks again.
    private func isFollowed(_ collection: OpenCollection) async -> Bool {
        if let known = state.withLock({ $0.isFollowed[collection.recordID] }) { return known }
        guard let found = try? await collection.catalogue.hasComparedContents(in: collection.recordID) else {
            return false
        }
        // Somebody may have asked for them meanwhile.
        return state.withLock { state in
            let isFollowed = found || state.isFollowed[collection.recordID] == true
            state.isFollowed[collection.recordID] = isFollowed
            return isFollowed
        }
    }

    private func follow(_ collection: OpenCollection, _ embedder: Embedder) async {
        while true {
            await compare(collection, embedder)
            let isDone = state.withLock { state in
                if state.waiting.remove(collection.recordID) != nil { return false }
                state.following.remove(collection.recordID)
                return true
            }
            if isDone { return }
        }
    }

    private func compare(_ collection: OpenCollection, _ embedder: Embedder) async {
        var problem: String?
        do {
            let run = DuplicateRun(
                collection: collection, embedder: embedder, options: DuplicateSearchOptions(), index: index
            ) { _ in }
            var report = DuplicateRunReport(contents: 0)
            try await alone(collection) {
                try await run.forgetIfMany()
                try await run.compareNew(&report)
            }
        } catch {
            // Of a collection that was deleted meanwhile, nothing is to be compared.
            if !collection.isDeleted {
                problem =
                    "New images of '\(collection.name)' were not compared with the others for duplicates; the next change tries again: \(error)"
            }
        }
        collection.problems.set(.duplicates, collection.name, problem)
    }
}
