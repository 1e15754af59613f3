internal import Foundation

/// Exact search: every live row is scored from its byte codes, or in float32 if it has none or they are too
/// imprecise. All rows that a proven bound cannot exclude are scored again in double precision. The results equal
/// those of a double-precision scan, whatever the data, the number of threads, the batch and the processor's
/// instruction set.
///
/// ```swift
/// let index = FlatIndex(try file.snapshotOfAllRows(), metric: .cosine)
/// for neighbour in try index.search(query, SearchRequest(k: 10))[0] { print(neighbour.id, neighbour.score) }
/// ```
public struct FlatIndex: VectorIndex {
    /// How vectors are compared.
    public let metric: Metric
    /// The vectors that are searched; later ones are not found.
    public let snapshot: VectorSnapshot

    let kernel: Kernel
    let threads: Int

    /// An index over the live rows of a vector file; reads nothing until a search.
    public init(_ snapshot: VectorSnapshot, metric: Metric) {
        self.init(
            snapshot, metric: metric, threads: ProcessInfo.processInfo.activeProcessorCount, kernel: .best)
    }

    /// For tests and measurements: with a given number of threads and a given implementation.
    package init(_ snapshot: VectorSnapshot, metric: Metric, threads: Int, kernel: Kernel = .best) {
        self.snapshot = snapshot
        self.metric = metric
        self.threads = max(1, threads)
        self.kernel = kernel
    }

    /// Numbers per vector.
    public var dimension: Int { snapshot.dimension }
    /// Number of live vectors.
    public var count: Int { snapshot.count }

    /// The stored numbers; nil for a damaged vector as well as for an unknown id.
    public func vector(of id: Int64) -> [Float]? {
        // Nil for a damaged row as well as for no row.
        snapshot.position(of: id).flatMap { try? snapshot.vector(at: $0) }
    }

    /// Reads the row and compares its checksum; false for an unknown id.
    public func isDamaged(_ id: Int64) -> Bool {
        snapshot.position(of: id).map { !snapshot.isIntact(at: $0) } ?? false
    }

    /// The ids of rows that have been found damaged so far.
    public var damagedIDs: [Int64] { snapshot.damagedIDs }

    /// Scans all allowed rows.
    public func search(
        _ queries: [Float], _ request: SearchRequest
    ) throws(IndexError) -> [[Neighbour]] {
        try request.check(queries, dimension: dimension)
        return try snapshot.leavingOutDamage(request) { (request) throws(IndexError) in
            scan(queries, request)
        }
    }

    private func scan(_ queries: [Float], _ request: SearchRequest) -> [[Neighbour]] {
        let candidates = CandidateRows(snapshot, allowed: request.allowed)
        var results: [[Neighbour]] = []
        results.reserveCapacity(queries.count / dimension)
        for start in stride(from: 0, to: queries.count, by: dimension * queriesAtOnce) {
            let group = queries[start..<min(start + dimension * queriesAtOnce, queries.count)]
            let search = FlatSearch(
                index: self, candidates: candidates, request: request,
                queries: QueryGroup(Array(group), dimension: dimension, kernel: kernel))
            results += search.run()
        }
        return results
    }

    /// Queries that share one pass over the rows: as many as fit in half of a core's second-level cache.
    private var queriesAtOnce: Int { min(max((512 << 10) / (4 * dimension), 4), 128) }
}
