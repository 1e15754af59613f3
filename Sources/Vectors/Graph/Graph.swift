internal import CLookalikeVectorKernels

/// A proximity graph over the rows of a vector file (HNSW): shared by the indexes of all states of a collection, and
/// extended while they are searched.
///
/// The graph covers rows 0 ..< `coveredRows`. Later rows are scanned, so new rows are found at once, whenever the
/// graph is extended. All methods may be called from any thread; those that change the graph wait for each other.
public final class Graph: Sendable {
    /// What the graph was built for; searches with another metric need another graph.
    public let metric: Metric
    /// The parameters that it was built with.
    public let parameters: GraphParameters
    let kernel: Kernel
    let state: Guarded<State>
    /// Locked while the graph is changed.
    let writer = Guarded<Void>(())
    let locks = LinkLocks()

    /// What a search needs to know about the graph at one moment.
    struct State: Sendable {
        var fileIdentity: VectorFile.Identity
        /// Nil until the first extension.
        var storage: GraphStorage?
        /// Idle walkers of this storage.
        var walkers = WalkerCache()
        /// Nodes on each layer.
        var counts: [Int] = []
        var coveredRows = 0
        var entry: GraphEntry?
        /// Rows below `coveredRows` that are not in the graph: they were not live, or have no usable codes.
        var outside = RowBits()
        /// Rows that are not nodes because another row has the same or almost the same vector; that row's chain
        /// contains them.
        var twins = RowBits()
        /// Nodes that have a chain. They stay nodes while a row of the chain is live.
        var heads = RowBits()
        /// Whether so many nodes have few incoming links that others may be hard to find too.
        var isUneven = false
        /// Incremented whenever `outside` changes.
        var outsideVersion = 0
        /// Φ, the norm that `GraphStorage.terms` fills up to.
        var longest: Float = 0
        /// How far a row of a chain may be from its node: half the square of the distance.
        var closeness: Float = 0
        /// The efSearch found by `tune`.
        var tunedEffort: Int?
        var statistics: GraphStatistics?

        /// Whether a covered row is a node.
        func isNode(_ row: UInt32) -> Bool { !outside.contains(Int(row)) && !twins.contains(Int(row)) }
    }

    /// An empty graph for the rows of a snapshot's file.
    public convenience init(
        for snapshot: VectorSnapshot, metric: Metric, parameters: GraphParameters = GraphParameters()
    ) {
        self.init(
            State(fileIdentity: snapshot.fileIdentity), metric: metric, parameters: parameters, kernel: .best)
    }

    init(_ state: State, metric: Metric, parameters: GraphParameters, kernel: Kernel) {
        self.metric = metric
        self.parameters = parameters
        self.kernel = kernel
        self.state = Guarded(state)
    }

    /// The file with the graph's rows.
    public var fileIdentity: VectorFile.Identity { state.withLock { $0.fileIdentity } }
    /// Rows below this one are covered; those of them that are not in the graph are searched exactly.
    public var coveredRows: Int { state.withLock { $0.coveredRows } }
    /// Covered rows that are not in the graph.
    public var outsideCount: Int { state.withLock { $0.outside.count } }
    /// Covered rows that share the node of another with the same vector, or almost the same.
    public var twinCount: Int { state.withLock { $0.twins.count } }
}

/// Measurements of a graph.
public struct GraphStatistics: Sendable, Equatable {
    /// The share of the k nearest rows that was found.
    public var recall: Double
    /// Number of neighbours per query.
    public var k: Int
    /// The efSearch used in the measurement.
    public var effort: Int
    /// Number of queries.
    public var queries: Int
    /// Number of rows at that time.
    public var rows: Int
    /// The share of stored rows, out of an even sample, that find themselves; nil if not measured.
    public var selfRecall: Double?

    /// Statistics of a measurement with stored vectors as queries.
    public init(
        recall: Double, k: Int, effort: Int, queries: Int, rows: Int, selfRecall: Double? = nil
    ) {
        self.recall = recall
        self.k = k
        self.effort = effort
        self.queries = queries
        self.rows = rows
        self.selfRecall = selfRecall
    }
}
