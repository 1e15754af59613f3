internal import LookalikeVectors

/// The cosines of vectors with each other, a row at a time.
struct CosineMatrix: Sendable {
    private let rows: [Float]
    private let dimension: Int

    init(_ vectors: [[Float]]) {
        dimension = vectors.first?.count ?? 0
        var rows: [Float] = []
        rows.reserveCapacity(vectors.count * dimension)
        for vector in vectors {
            let norm = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            rows += vector.map { norm > 0 ? Float(Double($0) / norm) : 0 }
        }
        self.rows = rows
    }

    /// The cosine of one vector with each.
    func scores(of index: Int) -> [Float] {
        let query = Array(rows[(index * dimension)..<((index + 1) * dimension)])
        return Kernel.best.values(
            .innerProduct, queries: query, rows: rows, dimension: dimension, stride: dimension)
    }
}
