internal import CLookalikeVectorKernels
internal import Foundation
internal import Synchronization

/// Search with a graph: finds most of the nearest rows, in a time that hardly grows with the number of rows. Scores
/// and order of the results are exact, as in `FlatIndex`; rows that are not in the graph are searched exactly.
public struct GraphIndex: VectorIndex {
    /// The vectors that are searched.
    public let snapshot: VectorSnapshot
    /// The graph over them. Rows that it does not have are searched exactly.
    public let graph: Graph
    let threads: Int
    /// The cost of visiting a node, relative to scanning a row.
    let nodeCost: Double
    let uncovered = UncoveredRows()

    /// - Precondition: the graph is of the snapshot's file.
    public init(_ snapshot: VectorSnapshot, graph: Graph) {
        self.init(
            snapshot, graph: graph, threads: ProcessInfo.processInfo.activeProcessorCount,
            nodeCost: Self.measuredNodeCost)
    }

    /// For tests and measurements: with a given number of threads, and with walks for any number of rows if
    /// `nodeCost` is 0.
    package init(
        _ snapshot: VectorSnapshot, graph: Graph, threads: Int, nodeCost: Double = Self.measuredNodeCost
    ) {
        precondition(snapshot.fileIdentity == graph.fileIdentity, "rows of another file")
        self.snapshot = snapshot
        self.graph = graph
        self.threads = max(1, threads)
        self.nodeCost = nodeCost
    }

    package static let measuredNodeCost = 100.0

    /// The graph's metric.
    public var metric: Metric { graph.metric }
    /// Numbers per vector.
    public var dimension: Int { snapshot.dimension }
    /// Number of live vectors.
    public var count: Int { snapshot.count }

    /// The stored numbers; nil for a damaged vector as well as for an unknown id.
    public func vector(of id: Int64) -> [Float]? { exact.vector(of: id) }
    /// Reads the row and compares its checksum; false for an unknown id.
    public func isDamaged(_ id: Int64) -> Bool { exact.isDamaged(id) }
    /// The ids of rows that have been found damaged so far.
    public var damagedIDs: [Int64] { snapshot.damagedIDs }

    /// The default efSearch of a search for k results.
    func effort(k: Int) -> Int { max(k, effort(graph.state.withLock { $0 })) }

    func effort(_ state: Graph.State) -> Int {
        graph.parameters.efSearch ?? state.tunedEffort ?? GraphSearch.defaultEffort
    }

    /// The same rows, searched exactly.
    var exact: FlatIndex { FlatIndex(snapshot, metric: metric, threads: threads, kernel: graph.kernel) }

    /// Walks the graph; a search for everything (`isExact`) scans the rows.
    public func search(_ queries: [Float], _ request: SearchRequest) throws(IndexError) -> [[Neighbour]] {
        try request.check(queries, dimension: dimension)
        if request.isExact { return try exact.search(queries, request) }
        return try snapshot.leavingOutDamage(request) { (request) throws(IndexError) in
            let search = GraphSearch(index: self, state: graph.state.withLock { $0 }, request: request)
            return try search.run(queries)
        }
    }
}
