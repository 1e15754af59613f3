internal import LookalikeVectors

/// The cosines of vectors with each other, a row at a time.
struct CosineMatrix: Sendable {
    private let rows: [Float]
    private let dimension: Int

    init(_ vectors: [[Float]]) {
        dimension = vectors.first?.count ?? 0
        var rows: [Float] = []
        rows.reserveCapacity(vectors.count * dimension)
        for vector in vectors { rows += Self.normalized(vector) }
        self.rows = rows
    }

    private static func normalized(_ vector: [Float]) -> [Float] {
        let norm = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        return vector.map { norm > 0 ? Float(Double($0) / norm) : 0 }
    }

    /// The cosine of one vector with each.
    func scores(of index: Int) -> [Float] {
        scores(by: Array(rows[(index * dimension)..<((index + 1) * dimension)]))
    }

    /// The highest cosine of some vectors with each.
    func scores(byBestOf queries: [[Float]]) -> [Float] {
        let all = queries.map { scores(by: Self.normalized($0)) }
        return all.dropFirst().reduce(into: all[0]) { best, scores in
            for place in best.indices { best[place] = max(best[place], scores[place]) }
        }
    }

    private func scores(by query: [Float]) -> [Float] {
        Kernel.best.values(
            .innerProduct, queries: query, rows: rows, dimension: dimension, stride: dimension)
    }
}
