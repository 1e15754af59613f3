internal import Foundation

/// Approximate search by inverted lists: scores the rows in the lists of the centroids nearest to a query, and the
/// rows added after the lists were built. Among those the results are exact, with the order and scores of
/// `FlatIndex`, whatever the number of threads, the batch and the processor.
///
/// Finds k results whenever k rows qualify, whatever the filter:
///
/// - A small set of allowed ids is searched exactly, and so is one whose rows are far from the query.
/// - If a search scans `probes` lists and finds too few, it continues with further lists. With a minimum score it
///   skips lists that can't contain such a row, by the triangle inequality, and finds all rows above that score.
///
/// A damaged list makes a search exact (see `InvertedLists.failure`).
public struct InvertedIndex: VectorIndex {
    /// The vectors that are searched.
    public let snapshot: VectorSnapshot
    /// The lists over them. Rows that came later are searched exactly.
    public let lists: InvertedLists

    let kernel: Kernel
    let threads: Int
    /// Covered live rows that are in no list, by their positions in the snapshot, ascending.
    let strays: [UInt32]
    /// Rows from this position on were added after the lists were built.
    let tail: Int

    /// - Precondition: the lists are of the snapshot's file.
    public init(_ snapshot: VectorSnapshot, _ lists: InvertedLists) {
        self.init(
            snapshot, lists, threads: ProcessInfo.processInfo.activeProcessorCount, kernel: .best)
    }

    /// For tests and measurements: with a given number of threads and a given implementation.
    package init(_ snapshot: VectorSnapshot, _ lists: InvertedLists, threads: Int, kernel: Kernel = .best) {
        precondition(lists.identity == snapshot.fileIdentity, "lists of another file")
        self.snapshot = snapshot
        self.lists = lists
        self.threads = max(1, threads)
        self.kernel = kernel
        tail = CandidateRows(snapshot, allowed: nil).firstPosition(notBelowRow: lists.statistics.coveredRows)
        strays = lists.mapping.unlistedRows.compactMap { row in
            snapshot.position(ofRow: Int(UInt32(littleEndian: row))).map { UInt32($0) }
        }
    }

    /// The lists' metric.
    public var metric: Metric { lists.metric }
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

    var exact: FlatIndex { FlatIndex(snapshot, metric: metric, threads: threads, kernel: kernel) }

    /// Live rows that every search has to scan, because they are in no list.
    public var unlistedCount: Int { count - tail + strays.count }
    /// Rows in the lists that are no longer live.
    public var deadCount: Int { lists.statistics.rows - (count - unlistedCount) }

    /// Whether rebuilding the lists is worthwhile: a tenth of the rows are in none, a fifth of the rows in them are
    /// dead, or a list is damaged.
    public var isStale: Bool {
        lists.failure != nil || unlistedCount > max(count / 10, 10_000)
            || deadCount > lists.statistics.rows / 5
    }

    /// Scans the lists whose centres are nearest to the query.
    public func search(
        _ queries: [Float], _ request: SearchRequest
    ) throws(IndexError) -> [[Neighbour]] {
        try request.check(queries, dimension: dimension)
        if request.isExact || isBetterExact(request) { return try exact.search(queries, request) }
        return try snapshot.leavingOutDamage(request) { (request) throws(IndexError) in
            try searchLists(queries, request)
        }
    }

    private func searchLists(
        _ queries: [Float], _ request: SearchRequest
    ) throws(IndexError) -> [[Neighbour]] {
        var results: [[Neighbour]] = []
        results.reserveCapacity(queries.count / dimension)
        let atOnce = 64 * dimension
        for start in stride(from: 0, to: queries.count, by: atOnce) {
            let group = QueryGroup(
                Array(queries[start..<min(start + atOnce, queries.count)]), dimension: dimension,
                kernel: kernel)
            results += try search(group, request)
        }
        return results
    }

    /// If few rows are allowed, or most rows are wanted, scanning all of them is fastest.
    private func isBetterExact(_ request: SearchRequest) -> Bool {
        if let allowed = request.allowed, allowed.count <= exactLimit(request) { return true }
        return request.minimumScore == nil && request.k >= count / 8
    }

    /// The number of allowed ids up to which scanning them is about as fast as searching the lists; above it, the
    /// lists scanned with a filter probably contain enough of them.
    private func exactLimit(_ request: SearchRequest) -> Int {
        let statistics = lists.statistics
        let probed = Int(InvertedSearch.mostWidening) * statistics.probes * statistics.rows / statistics.lists
        let perResult = statistics.rows / max(1, probed)
        return max(1024, probed, InvertedSearch.rowsPerResult * min(request.k, count) * perResult)
    }

    private func search(_ queries: QueryGroup, _ request: SearchRequest) throws(IndexError) -> [[Neighbour]] {
        let exact = FlatSearch(
            index: exact, candidates: CandidateRows(snapshot, allowed: nil), request: request,
            queries: queries)
        let unlisted = unlistedBest(exact)
        let codes = QueryCodes(queries.values, dimension: dimension, layout: lists.mapping.layout.codeLayout)
        let affinities = lists.mapping.centroids.affinities(codes, kernel: kernel, threads: threads)
        func one(_ q: Int, threads: Int) throws(IndexError) -> [Neighbour] {
            let search = InvertedSearch(index: self, exact: exact, codes: codes, q: q, threads: threads)
            if let found = search.run(unlisted[q], affinities[q]) { return found }
            let exact = FlatIndex(snapshot, metric: metric, threads: threads, kernel: kernel)
            return try exact.search(queries.query(q), request)[0]
        }
        if queries.count == 1 { return [try one(0, threads: threads)] }
        let finished = Guarded<[(Int, Result<[Neighbour], IndexError>)]>([])
        inParallel(queries.count, share: 1, threads: threads) { part in
            let q = part.lowerBound
            let result = Result { () throws(IndexError) in try one(q, threads: 1) }
            finished.withLock { $0.append((q, result)) }
            return true
        }
        var results = [[Neighbour]](repeating: [], count: queries.count)
        for (q, result) in finished.withLock({ $0 }) { results[q] = try result.get() }
        return results
    }

    /// The best of the rows that are in no list, for each query.
    ///
    /// - Parameter all: a search among all rows.
    private func unlistedBest(_ all: FlatSearch) -> [TopK] {
        var best = Array(repeating: TopK(capacity: min(all.request.k, count)), count: all.queries.count)
        if unlistedCount == 0 { return best }
        var positions = strays
        if let allowed = all.request.allowed {
            positions += (tail..<count).lazy.map { UInt32($0) }
            positions.removeAll { !allowed.contains(snapshot.ids[Int($0)]) }
        } else {
            for (q, found) in all.best(among: tail..<count).enumerated() { best[q].merge(found) }
        }
        let some = FlatSearch(
            index: exact, candidates: CandidateRows(snapshot, positions: positions), request: all.request,
            queries: all.queries)
        for (q, found) in some.best(among: 0..<positions.count).enumerated() { best[q].merge(found) }
        return best
    }
}
