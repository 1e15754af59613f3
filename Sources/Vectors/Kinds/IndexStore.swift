internal import Foundation

/// The index of one vector file, of the kind that its settings ask for: makes it, keeps it up to date, and gives each
/// state of the file a view of it.
///
/// What is not made yet is searched exactly, so that answers never wait for an index. All methods may be called from any
/// thread.
public final class IndexStore: Sendable {
    public let metric: Metric
    public let settings: IndexSettings
    let file: VectorFile
    let threads: Int
    private let state: Guarded<State>
    /// Held by whoever makes or extends something.
    private let upkeep = Guarded<Void>(())

    private struct State {
        var graph: Graph?
        var lists: InvertedLists?
        /// Whether what was made earlier has been looked for.
        var isOpened = false
        /// What an exact search takes, once it has been measured.
        var scan: ScanTime?
        var problem: VectorFileError?
        /// The graph of the file that this one was compacted from, to be taken over.
        var heritage: Heritage?
    }

    private struct Heritage {
        let graph: Graph
        /// The state that was compacted, and the first one of the file made of it.
        let live: VectorSnapshot
        let snapshot: VectorSnapshot
    }

    /// Whether this is the index of a file.
    public func isOf(_ file: VectorFile) -> Bool { self.file.identity == file.identity }

    /// The index of the file that this one's was compacted to; `upkeep` takes over what can be.
    ///
    /// - Parameters:
    ///   - live: the state that was compacted.
    ///   - snapshot: the state of the new file with the same vectors.
    public func successor(
        of live: VectorSnapshot, for file: VectorFile, _ snapshot: VectorSnapshot
    ) -> IndexStore {
        let successor = IndexStore(of: file, metric: metric, settings: settings, threads: threads)
        if let graph = opened(live).graph {
            successor.state.withLock { $0.heritage = Heritage(graph: graph, live: live, snapshot: snapshot) }
        }
        return successor
    }

    /// The index of a file. What was made of it earlier is used where it fits the settings; what is damaged is made
    /// again by `upkeep` (see `problem`).
    ///
    /// - Parameter threads: all cores, where nil.
    public init(of file: VectorFile, metric: Metric, settings: IndexSettings, threads: Int? = nil) {
        self.file = file
        self.metric = metric
        self.settings = settings
        self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
        state = Guarded(State())
    }

    /// Reads what was made earlier, the first time that a state of the file is there to go with it.
    private func opened(_ snapshot: VectorSnapshot) -> State {
        state.withLock { state in
            if state.isOpened { return state }
            state.isOpened = true
            do throws(VectorFileError) {
                switch settings.kind {
                case .flat: break
                case .ivfflat: state.lists = try InvertedLists.open(beside: file, metric: metric)
                case .hnsw, .auto:
                    let found = try Graph.load(beside: file.path, for: snapshot, metric: metric)
                    // With other parameters it is made anew.
                    if let found, settings.fits(found.parameters) { state.graph = found }
                }
            } catch {
                state.problem = error
            }
            return state
        }
    }

    /// Why what was made earlier can't be used, or why the last upkeep failed; searches are exact meanwhile.
    public var problem: VectorFileError? { state.withLock { $0.lists?.failure ?? $0.problem } }

    /// The index of a state of the file.
    ///
    /// - Precondition: the snapshot is of the file.
    public func index(_ snapshot: VectorSnapshot) -> any VectorIndex {
        let known = opened(snapshot)
        if let graph = known.graph {
            let index = GraphIndex(snapshot, graph: graph, threads: threads)
            return settings.efSearch.map { FixedEffort(index, effort: $0) } ?? index
        }
        if let lists = known.lists {
            let index = InvertedIndex(snapshot, lists, threads: threads)
            return settings.nprobe.map { FixedEffort(index, effort: $0) } ?? index
        }
        return exact(snapshot)
    }

    func exact(_ snapshot: VectorSnapshot) -> FlatIndex {
        FlatIndex(snapshot, metric: metric, threads: threads, kernel: .best)
    }

    // MARK: Upkeep

    /// Rows that an index may lack before it is worth extending: they are searched exactly meanwhile, in less than a
    /// millisecond a megabyte of codes.
    private static let patience = 4_096
    /// A collection of no more vectors is searched exactly, whatever kind is asked for.
    public static let largestExact = patience
    /// The share of dead nodes from which a graph is repaired: searches walk through them.
    private static let mostDead = 0.2

    /// Whether `upkeep` would do something.
    public func needsUpkeep(_ snapshot: VectorSnapshot) -> Bool {
        if file.codeFailure == nil, let codes = file.codes, codes.coveredRows < file.rowCount { return true }
        let known = opened(snapshot)
        switch settings.kind {
        case .flat: return false
        case .ivfflat:
            guard let lists = known.lists else { return snapshot.count > Self.patience }
            return InvertedIndex(snapshot, lists, threads: 1).isStale
        case .hnsw: return graphLacks(snapshot, known.graph)
        case .auto:
            guard let graph = known.graph else {
                return ScanTime.mayExceed(latency, snapshot)
                    && !(known.scan?.isWithin(latency, snapshot) ?? false)
            }
            return graphLacks(snapshot, graph)
        }
    }

    private var latency: Double { settings.latency ?? IndexSettings.defaultLatency }

    private func graphLacks(_ snapshot: VectorSnapshot, _ graph: Graph?) -> Bool {
        let rows = snapshot.rows.last.map { Int($0) + 1 } ?? 0
        guard let graph else { return rows > Self.patience }
        return rows - graph.coveredRows > Self.patience || graph.statistics == nil
            || graph.deadShare(in: snapshot) > Self.mostDead
    }

    /// Makes or extends what the settings ask for. Searches go on meanwhile; ask `index` again afterwards.
    ///
    /// Takes minutes for a million rows; does nothing where nothing is needed.
    ///
    /// - Parameters:
    ///   - threads: those of the store, where nil.
    ///   - isCancelled: asked several times a second; what is done by then is kept where it is of use.
    /// - Throws: what keeps it from being made or stored; searches are exact then.
    public func upkeep(
        _ snapshot: VectorSnapshot, threads: Int? = nil, isCancelled: @escaping @Sendable () -> Bool
    ) throws(VectorFileError) {
        let threads = threads ?? self.threads
        try upkeep.withLock { (_) throws(VectorFileError) in
            do throws(VectorFileError) {
                try file.completeCodes()
                switch settings.kind {
                case .flat: break
                case .ivfflat: try makeLists(snapshot, threads, isCancelled)
                case .hnsw: try extendGraph(snapshot, threads, isCancelled)
                case .auto:
                    if isTooSlow(snapshot) { try extendGraph(snapshot, threads, isCancelled) }
                }
                state.withLock { $0.problem = nil }
            } catch {
                state.withLock { $0.problem = error }
                throw error
            }
        }
    }

    private func makeLists(
        _ snapshot: VectorSnapshot, _ threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws(VectorFileError) {
        if let lists = opened(snapshot).lists, !InvertedIndex(snapshot, lists, threads: 1).isStale { return }
        // Fewer are looked at one by one in no time.
        if snapshot.count <= Self.patience { return }
        let made = try InvertedLists.build(
            beside: file, snapshot, metric: metric, parameters: settings.inverted, threads: threads,
            isCancelled: isCancelled)
        if let made { state.withLock { $0.lists = made } }
    }

    private func extendGraph(
        _ snapshot: VectorSnapshot, _ threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws(VectorFileError) {
        takeOver()
        let known = opened(snapshot).graph
        guard graphLacks(snapshot, known) else { return }
        let before = known?.statistics
        let graph = known ?? newGraph(snapshot)
        graph.extend(to: snapshot, threads: threads, isCancelled: isCancelled)
        if graph.deadShare(in: snapshot) > Self.mostDead { graph.repair(for: snapshot, threads: threads) }
        // Half a graph is slower than none: the rest is searched exactly.
        if isCancelled(), known == nil { return }
        state.withLock { $0.graph = graph }
        try tune(graph, snapshot, threads)
        if known != nil, isTooLow(graph.statistics, before) {
            try replace(graph, snapshot, threads, isCancelled)
        } else {
            try graph.save(beside: file.path)
        }
    }

    private func newGraph(_ snapshot: VectorSnapshot) -> Graph {
        Graph(for: snapshot, metric: metric, parameters: settings.graph)
    }

    /// Whether a graph that has gone through changes finds so little that it is worth making anew.
    private func isTooLow(_ measured: GraphStatistics?, _ before: GraphStatistics?) -> Bool {
        guard let measured else { return false }
        let floor = min(0.93, (before?.recall ?? 0.93) - 0.02)
        return measured.recall < floor || (measured.selfRecall ?? 1) < 0.998
    }

    /// Makes a graph anew, and takes it where it finds more.
    private func replace(
        _ graph: Graph, _ snapshot: VectorSnapshot, _ threads: Int,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws(VectorFileError) {
        let new = newGraph(snapshot)
        new.extend(to: snapshot, threads: threads, isCancelled: isCancelled)
        var best = graph
        if !isCancelled() {
            try tune(new, snapshot, threads)
            let (old, now) = (graph.statistics, new.statistics)
            if (now?.selfRecall ?? 0, now?.recall ?? 0) > (old?.selfRecall ?? 0, old?.recall ?? 0) {
                best = new
            }
        }
        let chosen = best
        state.withLock { $0.graph = chosen }
        try chosen.save(beside: file.path)
    }

    private func takeOver() {
        guard let heritage = state.withLock({ $0.heritage.take() }) else { return }
        let graph = heritage.graph.remapped(from: heritage.live, to: heritage.snapshot)
        state.withLock { $0.graph = $0.graph ?? graph }
    }

    /// Measures the recall on rows of the collection and chooses the least effort that finds enough, when the graph is
    /// new, when it was repaired and whenever it has become twice as large.
    private func tune(
        _ graph: Graph, _ snapshot: VectorSnapshot, _ threads: Int
    ) throws(VectorFileError) {
        if let statistics = graph.statistics, snapshot.count < 2 * statistics.rows { return }
        do throws(IndexError) {
            try GraphIndex(snapshot, graph: graph, threads: threads).tune()
        } catch {
            throw .damaged(path: file.path, reason: "\(error)")
        }
    }

    /// Measures exact searches where that has not been done for a collection as large.
    private func isTooSlow(_ snapshot: VectorSnapshot) -> Bool {
        if opened(snapshot).graph != nil || state.withLock({ $0.heritage != nil }) { return true }
        guard ScanTime.mayExceed(latency, snapshot) else { return false }
        let known = state.withLock { $0.scan } ?? ScanTime(exact(snapshot))
        state.withLock { $0.scan = known }
        return !known.isWithin(latency, snapshot)
    }
}

extension IndexSettings {
    var graph: GraphParameters {
        var parameters = GraphParameters()
        if let m { parameters.m = m }
        if let efConstruction { parameters.efConstruction = efConstruction }
        parameters.efSearch = efSearch
        return parameters
    }

    /// Whether a graph has the parameters that are asked for.
    func fits(_ parameters: GraphParameters) -> Bool {
        (m ?? parameters.m) == parameters.m
            && (efConstruction ?? parameters.efConstruction) == parameters.efConstruction
    }

    var inverted: ListParameters { ListParameters(lists: lists, probes: nprobe) }
}

/// What is known of an index, for people.
public struct IndexStatistics: Sendable, Equatable {
    /// What answers searches now.
    public var kind: IndexSettings.Kind
    /// Vectors that it has; the others are searched exactly.
    public var indexed: Int
    /// The share of the 10 nearest that a search finds: 1 where searches are exact, nil where it was not measured.
    public var recall: Double?
    /// efSearch of a graph, or how many lists are probed.
    public var effort: Int?
    /// The share of stored vectors that find themselves: 1 where searches are exact, nil where it was not measured.
    public var selfRecall: Double?
}

extension IndexStore {
    public func statistics(_ snapshot: VectorSnapshot) -> IndexStatistics {
        let index = index(snapshot)
        let fixed = index as? FixedEffort
        switch fixed?.index ?? index {
        case let index as GraphIndex:
            let measured = index.graph.statistics
            return IndexStatistics(
                kind: .hnsw, indexed: index.graph.coveredRows - index.graph.outsideCount,
                recall: fixed == nil ? measured?.recall : nil, effort: fixed?.effort ?? measured?.effort,
                selfRecall: fixed == nil ? measured?.selfRecall : nil)
        case let index as InvertedIndex:
            let statistics = index.lists.statistics
            return IndexStatistics(
                kind: .ivfflat, indexed: index.count - index.unlistedCount,
                recall: fixed == nil ? statistics.expectedRecall.map(Double.init) : nil,
                effort: fixed?.effort ?? statistics.probes)
        default:
            return IndexStatistics(
                kind: .flat, indexed: snapshot.count, recall: 1, effort: nil, selfRecall: 1)
        }
    }
}
