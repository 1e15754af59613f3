internal import Dispatch

/// One search with a graph: walks for rows in the graph, exact scans for the others and for queries for which walks
/// work badly.
struct GraphSearch: Sendable {
    let index: GraphIndex
    let state: Graph.State
    let request: SearchRequest

    /// Queries whose results are kept together.
    private static let queriesAtOnce = 256

    func run(_ queries: [Float]) throws(IndexError) -> [[Neighbour]] {
        guard let storage = state.storage, let entry = state.entry, walks else {
            return try index.exact.search(queries, request)
        }
        var results: [[Neighbour]] = []
        let dimension = index.dimension
        for start in stride(from: 0, to: queries.count, by: dimension * Self.queriesAtOnce) {
            let end = min(start + dimension * Self.queriesAtOnce, queries.count)
            let group = QueryGroup(
                Array(queries[start..<end]), dimension: dimension, kernel: index.graph.kernel)
            let walks = GraphWalks(
                search: self, storage: storage, entry: entry, effort: effort, queries: group)
            results += try search(group, walks)
        }
        return results
    }

    private func search(_ queries: QueryGroup, _ walks: GraphWalks) throws(IndexError) -> [[Neighbour]] {
        var best = uncovered(queries)
        let found = walks.run()
        let missed = found.indices.filter { found[$0] == nil }
        for (q, walked) in found.enumerated() {
            if let walked { best[q].merge(walked) }
        }
        guard !missed.isEmpty else { return best.map(\.neighbours) }
        var results = best.map(\.neighbours)
        let again = try index.exact.search(missed.flatMap { queries.query($0) }, request)
        for (q, neighbours) in zip(missed, again) { results[q] = neighbours }
        return results
    }

    // MARK: What to do

    /// Live rows that can be results, at most.
    private var candidateCount: Int { min(request.allowed?.count ?? .max, index.count) }

    /// efSearch.
    private var effort: Int { max(effortBelow, request.k) }
    static let defaultEffort = 64

    /// How many nodes below the minimum score a walk keeps: at least one, so that it can continue, and no more than
    /// there can be.
    var effortBelow: Int { min(max(request.effort ?? index.effort(state), 1), WalkPool.nodeLimit) }

    /// Whether a walk is faster than scoring every candidate: the smaller their share, the more nodes are visited in
    /// vain.
    private var walks: Bool {
        let inGraph = state.coveredRows - state.outside.count
        guard candidateCount > 0, inGraph > 0, request.k < candidateCount else { return false }
        let share = Double(candidateCount) / Double(max(index.count, inGraph))
        return Double(effort) / share * index.nodeCost < Double(candidateCount)
    }

    // MARK: Rows that the graph doesn't have

    /// The best of the rows after the covered ones, and of those outside the graph.
    private func uncovered(_ queries: QueryGroup) -> [TopK] {
        let none = Array(repeating: TopK(capacity: min(request.k, index.count)), count: queries.count)
        let positions = index.uncovered.positions(index.snapshot, state)
        guard !positions.isEmpty else { return none }
        let candidates = CandidateRows(index.snapshot, positions: restricted(positions))
        let search = FlatSearch(
            index: index.exact, candidates: candidates, request: request, queries: queries)
        var best = none
        for (q, found) in search.best(among: 0..<candidates.count).enumerated() { best[q].merge(found) }
        return best
    }

    private func restricted(_ positions: [UInt32]) -> [UInt32] {
        guard let allowed = request.allowed else { return positions }
        return positions.filter { allowed.contains(index.snapshot.ids[Int($0)]) }
    }
}

/// The positions of one snapshot that are not in the graph; computed once per state of the graph.
final class UncoveredRows: Sendable {
    private struct Known: Sendable {
        var coveredRows = -1
        var outsideVersion = -1
        var positions: [UInt32] = []
    }
    private let known = Guarded(Known())

    func positions(_ snapshot: VectorSnapshot, _ state: Graph.State) -> [UInt32] {
        known.withLock { known in
            if known.coveredRows == state.coveredRows, known.outsideVersion == state.outsideVersion {
                return known.positions
            }
            let outside = snapshot.liveRows.positions(of: state.outside)
            let end = snapshot.firstPosition(notBelowRow: state.coveredRows)
            known = Known(
                coveredRows: state.coveredRows, outsideVersion: state.outsideVersion,
                positions: outside + (end..<snapshot.count).map { UInt32($0) })
            return known.positions
        }
    }
}
