import Foundation
import LookalikeVectors
import Testing

/// Rows under the ids 0, 1, …, a graph of them, and what is true of them.
struct GraphCase {
    let scratch: Scratch
    let file: VectorFile
    var snapshot: VectorSnapshot
    let graph: Graph
    let dimension: Int
    let rows: [Float]

    init(
        _ rows: [Float], dimension: Int, metric: Metric, parameters: GraphParameters = GraphParameters(),
        threads: Int = 2
    ) throws {
        scratch = try Scratch()
        file = try VectorFile.create(at: scratch.file(), dimension: dimension)
        let ids = (0..<Int64(rows.count / dimension)).map { $0 }
        try file.append(ids: ids, vectors: rows)
        snapshot = try file.snapshot(live: ids.map { RowReference(id: $0, row: Int($0)) })
        graph = Graph(for: snapshot, metric: metric, parameters: parameters)
        graph.extend(to: snapshot, threads: threads)
        self.dimension = dimension
        self.rows = rows
    }

    /// One that walks, however few rows there are.
    func index(threads: Int = 1) -> GraphIndex {
        GraphIndex(snapshot, graph: graph, threads: threads, nodeCost: 0)
    }

    func exact(_ queries: [Float], _ request: SearchRequest) throws -> [[Neighbour]] {
        try FlatIndex(snapshot, metric: graph.metric).search(queries, request)
    }

    /// The share of the nearest that a search finds; every score has to be right, and the order too.
    func recall(_ queries: [Float], _ request: SearchRequest, threads: Int = 1) throws -> Double {
        let found = try index(threads: threads).search(queries, request)
        return checkedRecall(found, against: try exact(queries, request), snapshot, graph.metric, queries)
    }
}

/// The share of the results that were found. Fails the test where one has a wrong score, or the wrong place.
func checkedRecall(
    _ found: [[Neighbour]], against expected: [[Neighbour]], _ snapshot: VectorSnapshot, _ metric: Metric,
    _ queries: [Float]
) -> Double {
    #expect(found.count == expected.count)
    var hits = 0
    var wanted = 0
    var wrong = 0
    for (q, results) in found.enumerated() {
        let query = Array(queries[q * snapshot.dimension..<(q + 1) * snapshot.dimension])
        let scores = results.map { neighbour in
            // Damaged rows are no results.
            snapshot.position(of: neighbour.id).flatMap { try? snapshot.vector(at: $0) }.map {
                Kernel.best.exactScore(metric, query, $0)
            } ?? .nan
        }
        for (i, neighbour) in results.enumerated() {
            if neighbour.score != Float(scores[i]) { wrong += 1 }
            guard i > 0 else { continue }
            let isInOrder =
                scores[i - 1] > scores[i] || (scores[i - 1] == scores[i] && results[i - 1].id < neighbour.id)
            if !isInOrder { wrong += 1 }
        }
        let last = expected[q].last?.score ?? 0
        hits += min(expected[q].count, results.filter { $0.score >= last }.count)
        wanted += expected[q].count
    }
    #expect(wrong == 0)
    return wanted == 0 ? 1 : Double(hits) / Double(wanted)
}

extension Random {
    /// Vectors around a few centres, as pictures of the same things are.
    mutating func clusters(_ count: Int, dimension: Int, centres: Int, spread: Float = 0.5) -> [Float] {
        let middles = (0..<centres).map { _ in gaussians(dimension) }
        return (0..<count).flatMap { _ in
            middles[Int.random(in: 0..<centres, using: &self)].map { $0 + spread * gaussian() }
        }
    }
}
