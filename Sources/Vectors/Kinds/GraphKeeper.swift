/// Keeps a graph beside a vector file: always, or if an exact scan takes longer than permitted.
final class GraphKeeper: IndexKeeper {
    private let base: IndexBase
    private let isAlwaysWanted: Bool
    private let state = Guarded(State())

    private struct State {
        var graph: Graph?
        /// Whether an earlier graph has been looked for.
        var isOpened = false
        /// The time of an exact search, once it has been measured.
        var scan: ScanTime?
        /// The graph of the file that this one was compacted from, to be reused.
        var heritage: Heritage?
    }

    private struct Heritage {
        let graph: Graph
        /// The snapshot that was compacted, and the first one of the resulting file.
        let live: VectorSnapshot
        let snapshot: VectorSnapshot
    }

    /// The share of dead nodes from which a graph is repaired: searches walk through them.
    private static let mostDead = 0.2

    init(_ base: IndexBase, isAlwaysWanted: Bool) {
        self.base = base
        self.isAlwaysWanted = isAlwaysWanted
    }

    /// Reads an earlier graph, at the first snapshot of the file.
    private func opened(_ snapshot: VectorSnapshot) throws(VectorFileError) -> Graph? {
        try state.withLock { (state) throws(VectorFileError) in
            if state.isOpened { return state.graph }
            state.isOpened = true
            let found = try Graph.load(beside: base.file.path, for: snapshot, metric: base.metric)
            // With other parameters it is rebuilt.
            if let found, base.settings.fits(found.parameters) { state.graph = found }
            return state.graph
        }
    }

    /// An unreadable graph is rebuilt.
    private func graph(_ snapshot: VectorSnapshot) -> Graph? { (try? opened(snapshot)) ?? nil }

    func index(_ snapshot: VectorSnapshot) throws(VectorFileError) -> KeptIndex? {
        guard let graph = try opened(snapshot) else { return nil }
        let index = GraphIndex(snapshot, graph: graph, threads: base.threads)
        let fixed = base.settings.efSearch
        return KeptIndex(index: fixed.map { FixedEffort(index, effort: $0) } ?? index) {
            let measured = graph.statistics
            return IndexStatistics(
                kind: .hnsw, indexed: graph.coveredRows - graph.outsideCount,
                recall: fixed == nil ? measured?.recall : nil, effort: fixed ?? measured?.effort,
                selfRecall: fixed == nil ? measured?.selfRecall : nil)
        }
    }

    func successor(
        of live: VectorSnapshot, for base: IndexBase, _ snapshot: VectorSnapshot
    ) -> any IndexKeeper {
        let successor = GraphKeeper(base, isAlwaysWanted: isAlwaysWanted)
        if let graph = graph(live) {
            successor.state.withLock { $0.heritage = Heritage(graph: graph, live: live, snapshot: snapshot) }
        }
        return successor
    }

    // MARK: Upkeep

    func needsUpkeep(_ snapshot: VectorSnapshot) -> Bool {
        let graph = graph(snapshot)
        if isAlwaysWanted || graph != nil { return lacks(snapshot, graph) }
        return ScanTime.mayExceed(latency, snapshot)
            && !(state.withLock { $0.scan }?.isWithin(latency, snapshot) ?? false)
    }

    private var latency: Double { base.settings.latency ?? IndexSettings.defaultLatency }

    private func lacks(_ snapshot: VectorSnapshot, _ graph: Graph?) -> Bool {
        let rows = snapshot.rows.last.map { Int($0) + 1 } ?? 0
        guard let graph else { return rows > IndexStore.largestExact }
        return rows - graph.coveredRows > IndexStore.largestExact || graph.statistics == nil
            || graph.deadShare(in: snapshot) > Self.mostDead
    }

    func upkeep(_ work: IndexUpkeep) throws(VectorFileError) {
        let snapshot = work.snapshot
        guard isAlwaysWanted || isTooSlow(snapshot) else { return }
        takeOver()
        let known = graph(snapshot)
        guard lacks(snapshot, known) else { return }
        let before = known?.statistics
        let graph = known ?? newGraph(snapshot)
        graph.extend(to: snapshot, threads: work.threads, isCancelled: work.isCancelled)
        if graph.deadShare(in: snapshot) > Self.mostDead {
            graph.repair(for: snapshot, threads: work.threads)
        }
        // Half a graph is slower than none: the other rows are searched exactly.
        if work.isCancelled(), known == nil { return }
        state.withLock { $0.graph = graph }
        try tune(graph, work)
        if known != nil, isTooLow(graph.statistics, before) {
            try replace(graph, work)
        } else {
            try graph.save(beside: base.file.path)
        }
    }

    private func newGraph(_ snapshot: VectorSnapshot) -> Graph {
        Graph(for: snapshot, metric: base.metric, parameters: base.settings.graph)
    }

    /// Whether the recall of a graph that went through changes is so low that it should be rebuilt.
    private func isTooLow(_ measured: GraphStatistics?, _ before: GraphStatistics?) -> Bool {
        guard let measured else { return false }
        let floor = min(0.93, (before?.recall ?? 0.93) - 0.02)
        return measured.recall < floor || (measured.selfRecall ?? 1) < 0.998
    }

    /// Rebuilds a graph, and uses the new one if it finds more.
    private func replace(
        _ graph: Graph, _ work: IndexUpkeep
    ) throws(VectorFileError) {
        let new = newGraph(work.snapshot)
        new.extend(to: work.snapshot, threads: work.threads, isCancelled: work.isCancelled)
        var best = graph
        if !work.isCancelled() {
            try tune(new, work)
            let (old, now) = (graph.statistics, new.statistics)
            if (now?.selfRecall ?? 0, now?.recall ?? 0) > (old?.selfRecall ?? 0, old?.recall ?? 0) {
                best = new
            }
        }
        let chosen = best
        state.withLock { $0.graph = chosen }
        try chosen.save(beside: base.file.path)
    }

    private func takeOver() {
        guard let heritage = state.withLock({ $0.heritage.take() }) else { return }
        let graph = heritage.graph.remapped(from: heritage.live, to: heritage.snapshot)
        state.withLock { $0.graph = $0.graph ?? graph }
    }

    /// Measures the recall on rows of the collection and chooses the least effort that finds enough: for a new graph,
    /// after a repair, and whenever it has doubled in size.
    private func tune(
        _ graph: Graph, _ work: IndexUpkeep
    ) throws(VectorFileError) {
        if let statistics = graph.statistics, work.snapshot.count < 2 * statistics.rows { return }
        do throws(IndexError) {
            try GraphIndex(work.snapshot, graph: graph, threads: work.threads).tune()
        } catch {
            throw .damaged(path: base.file.path, reason: "\(error)")
        }
    }

    /// Measures exact searches unless that was done at this collection size.
    private func isTooSlow(_ snapshot: VectorSnapshot) -> Bool {
        if graph(snapshot) != nil || state.withLock({ $0.heritage != nil }) { return true }
        guard ScanTime.mayExceed(latency, snapshot) else { return false }
        let known = state.withLock { $0.scan } ?? ScanTime(base.exact(snapshot))
        state.withLock { $0.scan = known }
        return !known.isWithin(latency, snapshot)
    }
}
