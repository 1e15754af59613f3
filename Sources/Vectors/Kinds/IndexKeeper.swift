/// Keeps what one kind of index needs: makes it, extends it, reads what was made earlier, and gives each state of the
/// vector file a view of it. What it has not made yet is searched exactly. All methods may be called from any thread.
protocol IndexKeeper: Sendable {
    /// The index of a state of the file; nil where nothing is made yet.
    func index(_ snapshot: VectorSnapshot) throws(VectorFileError) -> KeptIndex?
    /// Whether `upkeep` would do something.
    func needsUpkeep(_ snapshot: VectorSnapshot) -> Bool
    /// Makes or extends what is kept.
    func upkeep(_ work: IndexUpkeep) throws(VectorFileError)
    /// The keeper of the file that a state of this one's was compacted to, with what can be taken over.
    func successor(of live: VectorSnapshot, for base: IndexBase, _ snapshot: VectorSnapshot)
        -> any IndexKeeper
    /// Why what was made can't be used; nil where it can.
    var problem: VectorFileError? { get }
}

extension IndexKeeper {
    var problem: VectorFileError? { nil }
}

/// What every kind of index stands on.
struct IndexBase: Sendable {
    let file: VectorFile
    let metric: Metric
    let settings: IndexSettings
    let threads: Int

    func exact(_ snapshot: VectorSnapshot) -> FlatIndex {
        FlatIndex(snapshot, metric: metric, threads: threads, kernel: .best)
    }
}

/// An index with what is known of it.
struct KeptIndex: Sendable {
    let index: any VectorIndex
    let statistics: @Sendable () -> IndexStatistics
}

/// One call of ``IndexKeeper/upkeep(_:)``.
struct IndexUpkeep: Sendable {
    let snapshot: VectorSnapshot
    let threads: Int
    /// Asked several times a second; what is done by then is kept where it is of use.
    let isCancelled: @Sendable () -> Bool
}

extension IndexKind {
    /// The one place that knows which kind of index is kept by what.
    func keeper(_ base: IndexBase) -> any IndexKeeper {
        switch self {
        case .flat: ExactKeeper()
        case .ivfflat: ListsKeeper(base)
        case .hnsw: GraphKeeper(base, isAlwaysWanted: true)
        case .auto: GraphKeeper(base, isAlwaysWanted: false)
        }
    }
}

/// Of exact searches, which need nothing but the vectors.
struct ExactKeeper: IndexKeeper {
    func index(_ snapshot: VectorSnapshot) -> KeptIndex? { nil }
    func needsUpkeep(_ snapshot: VectorSnapshot) -> Bool { false }
    func upkeep(_ work: IndexUpkeep) {}

    func successor(
        of live: VectorSnapshot, for base: IndexBase, _ snapshot: VectorSnapshot
    ) -> any IndexKeeper { self }
}
