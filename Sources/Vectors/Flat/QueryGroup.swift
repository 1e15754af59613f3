/// A few queries that are searched together.
struct QueryGroup: Sendable {
    let dimension: Int
    /// `count` × `dimension`, row-major.
    let values: [Float]
    /// Euclidean, one of each query.
    let norms: [Double]

    init(_ values: [Float], dimension: Int, kernel: Kernel) {
        self.dimension = dimension
        self.values = values
        norms = values.withUnsafeBufferPointer { buffer in
            stride(from: 0, to: buffer.count, by: dimension).map {
                kernel.norm(buffer.baseAddress! + $0, dimension)
            }
        }
    }

    var count: Int { norms.count }

    func query(_ q: Int) -> [Float] { Array(values[q * dimension..<(q + 1) * dimension]) }

    /// Some of these.
    func selecting(_ chosen: [Int]) -> QueryGroup {
        QueryGroup(
            dimension: dimension, values: chosen.flatMap { query($0) }, norms: chosen.map { norms[$0] })
    }

    private init(dimension: Int, values: [Float], norms: [Double]) {
        self.dimension = dimension
        self.values = values
        self.norms = norms
    }

    /// The score of query `q` with a row, in double precision.
    func exactScore(_ q: Int, of row: UnsafePointer<Float>, _ metric: Metric, _ kernel: Kernel) -> Double {
        values.withUnsafeBufferPointer {
            kernel.exactScore(
                metric, query: $0.baseAddress! + q * dimension, queryNorm: norms[q], row: row,
                dimension: dimension)
        }
    }
}
