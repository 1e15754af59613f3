internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeWorkThreads

/// The hashes of all fingerprints of the catalogue, in memory: some 150 bytes each. They are read when they are first needed;
/// then what is new is read each time.
actor FingerprintIndex {
    /// What a query looks at: it takes all of it, and what is added meanwhile copies no more than the last part.
    private struct State: Sendable {
        /// Never changed, only replaced.
        var indexed = FingerprintList()
        var index = HashIndex([])
        /// What came later, compared one by one. All but the last part are never changed.
        var parts: [FingerprintList] = []
        /// How many the parts have.
        var added = 0

        var count: Int { indexed.count + added }
        var isOutgrown: Bool { added > max(2_000, indexed.count / 8) }
    }

    /// Hashes of a part.
    private static let partSize = 1_024
    private var state = State()
    /// Nil as long as nothing was read.
    private var last: Int64?
    /// How often everything was forgotten.
    private var generation = 0
    /// Makes a new index.
    private var rebuilding: Task<Void, Never>?
    /// How many hashes there were when ``hasGrown()`` last said so.
    private var seen = 0

    /// The contents whose hashes differ little from each of these, in any turn; of all collections.
    func contents(
        like hashes: [PerceptualHash], _ catalogue: any DuplicateCatalogue, _ scheduler: EmbeddingScheduler
    ) async throws -> [[String]] {
        if hashes.isEmpty { return [] }
        try await refresh(catalogue)
        let state = state
        return try await scheduler.run(priority: .bulk, weight: 0) {
            hashes.map { hash in
                let variants = hash.variants
                return state.index.candidates(hash).map(state.indexed.content)
                    + state.parts.flatMap { $0.contents(like: variants) }
            }
        }
    }

    /// Fingerprints were removed: all are read anew when they are next needed.
    func forget() {
        (state, last, rebuilding, seen) = (State(), nil, nil, 0)
        generation += 1
    }

    /// Whether a thousand hashes or more were added since this was last true.
    func hasGrown() -> Bool {
        guard state.count >= seen + 1_000 else { return false }
        seen = state.count
        return true
    }

    private func refresh(_ catalogue: any DuplicateCatalogue) async throws {
        while true {
            let (from, begun) = (last, generation)
            let read = try await catalogue.fingerprintHashes(after: from)
            // Somebody else may have read the same meanwhile.
            guard last == from, generation == begun else { continue }
            add(read)
            break
        }
        if state.isOutgrown, rebuilding == nil { rebuilding = Task { await rebuild() } }
        // Where most are not indexed, such as all that were just read, comparing one by one would take longer.
        if state.added > max(2_000, state.indexed.count) { await rebuilding?.value }
    }

    private func add(_ read: FingerprintHashes) {
        last = read.last
        for (content, bytes) in read.hashes {
            guard let hash = PerceptualHash(stored: bytes) else { continue }
            if state.parts.last?.count ?? Self.partSize >= Self.partSize {
                state.parts.append(FingerprintList())
            }
            state.parts[state.parts.count - 1].append(hash, of: content)
            state.added += 1
        }
    }

    /// Makes an index of all that there are now, and takes it in place of them. What is added meanwhile stays beside it.
    private func rebuild() async {
        let (old, begun) = (state, generation)
        state.parts.append(FingerprintList())
        let made = await Blocking.run {
            var all = old.indexed
            for part in old.parts { all.append(part) }
            return (list: all, index: HashIndex(all.hashes))
        }
        guard generation == begun else { return }
        (state.indexed, state.index) = (made.list, made.index)
        state.parts.removeFirst(old.parts.count)
        state.added -= old.added
        rebuilding = nil
    }
}
