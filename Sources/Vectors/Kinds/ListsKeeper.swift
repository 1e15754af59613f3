/// Keeps inverted lists beside a vector file.
final class ListsKeeper: IndexKeeper {
    private let base: IndexBase
    private let state = Guarded(State())

    private struct State {
        var lists: InvertedLists?
        /// Whether earlier lists have been looked for.
        var isOpened = false
    }

    init(_ base: IndexBase) {
        self.base = base
    }

    private func opened() throws(VectorFileError) -> InvertedLists? {
        try state.withLock { (state) throws(VectorFileError) in
            if state.isOpened { return state.lists }
            state.isOpened = true
            state.lists = try InvertedLists.open(beside: base.file, metric: base.metric)
            return state.lists
        }
    }

    var problem: VectorFileError? { state.withLock { $0.lists?.failure } }

    func index(_ snapshot: VectorSnapshot) throws(VectorFileError) -> KeptIndex? {
        guard let lists = try opened() else { return nil }
        let index = InvertedIndex(snapshot, lists, threads: base.threads)
        let fixed = base.settings.nprobe
        return KeptIndex(index: fixed.map { FixedEffort(index, effort: $0) } ?? index) {
            IndexStatistics(
                kind: .ivfflat, indexed: index.count - index.unlistedCount,
                recall: fixed == nil ? lists.statistics.expectedRecall.map(Double.init) : nil,
                effort: fixed ?? lists.statistics.probes)
        }
    }

    /// Unreadable lists are rebuilt.
    private func isStale(_ snapshot: VectorSnapshot) -> Bool {
        guard let lists = try? opened() else { return snapshot.count > IndexStore.largestExact }
        return InvertedIndex(snapshot, lists, threads: 1).isStale
    }

    func needsUpkeep(_ snapshot: VectorSnapshot) -> Bool { isStale(snapshot) }

    func upkeep(_ work: IndexUpkeep) throws(VectorFileError) {
        guard isStale(work.snapshot), work.snapshot.count > IndexStore.largestExact else { return }
        let made = try InvertedLists.build(
            beside: base.file, work.snapshot, metric: base.metric, parameters: base.settings.inverted,
            threads: work.threads, isCancelled: work.isCancelled)
        if let made { state.withLock { $0 = State(lists: made, isOpened: true) } }
    }

    /// Lists of the old file can't be used for the new one's rows.
    func successor(
        of live: VectorSnapshot, for base: IndexBase, _ snapshot: VectorSnapshot
    ) -> any IndexKeeper { ListsKeeper(base) }
}
