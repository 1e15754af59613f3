/// Keeps an index of one kind: builds and extends it, reads an earlier one, and provides an index for each snapshot
/// of the vector file. Rows that are not indexed yet are searched exactly. All methods may be called from any thread.
protocol IndexKeeper: Sendable {
    /// The index for a snapshot; nil if nothing is built yet.
    func index(_ snapshot: VectorSnapshot) throws(VectorFileError) -> KeptIndex?
    /// Whether `upkeep` has something to do.
    func needsUpkeep(_ snapshot: VectorSnapshot) -> Bool
    /// Builds or extends the index.
    func upkeep(_ work: IndexUpkeep) throws(VectorFileError)
    /// The keeper for the file that a snapshot of this one was compacted to, reusing what it can.
    func successor(of live: VectorSnapshot, for base: IndexBase, _ snapshot: VectorSnapshot)
        -> any IndexKeeper
    /// Why an earlier index can't be used; nil if it can.
    var problem: VectorFileError? { get }
}

extension IndexKeeper {
    var problem: VectorFileError? { nil }
}

/// What all kinds of index need.
struct IndexBase: Sendable {
    let file: VectorFile
    let metric: Metric
    let settings: IndexSettings
    let threads: Int

    func exact(_ snapshot: VectorSnapshot) -> FlatIndex {
        FlatIndex(snapshot, metric: metric, threads: threads, kernel: .best)
    }
}

/// An index with its statistics.
struct KeptIndex: Sendable {
    let index: any VectorIndex
    let statistics: @Sendable () -> IndexStatistics
}

/// A call of ``IndexKeeper/upkeep(_:)``.
struct IndexUpkeep: Sendable {
    let snapshot: VectorSnapshot
    let threads: Int
    /// Called several times a second; finished work is kept if it is useful.
    let isCancelled: @Sendable () -> Bool
}

extension IndexKind {
    /// The single place that maps kinds of index to keepers.
    func keeper(_ base: IndexBase) -> any IndexKeeper {
        switch self {
        case .flat: ExactKeeper()
        case .ivfflat: ListsKeeper(base)
        case .hnsw: GraphKeeper(base, isAlwaysWanted: true)
        case .auto: GraphKeeper(base, isAlwaysWanted: false)
        }
    }
}

/// For exact searches, which need only the vectors.
struct ExactKeeper: IndexKeeper {
    func index(_ snapshot: VectorSnapshot) -> KeptIndex? { nil }
    func needsUpkeep(_ snapshot: VectorSnapshot) -> Bool { false }
    func upkeep(_ work: IndexUpkeep) {}

    func successor(
        of live: VectorSnapshot, for base: IndexBase, _ snapshot: VectorSnapshot
    ) -> any IndexKeeper { self }
}
