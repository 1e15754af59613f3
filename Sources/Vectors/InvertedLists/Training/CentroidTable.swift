/// Centroids as they are written: as bytes, and what these stand for.
struct CentroidTable {
    let count: Int
    let codes: RowCodes
    /// Row-major; what the bytes stand for, rounded to float32.
    let decoded: [Float]
    /// ‖c‖² of each.
    let squaredNorms: [Double]

    /// - Parameter centroids: row-major.
    init(_ centroids: [Float], _ layout: CodeLayout, kernel: Kernel) {
        let dimension = layout.dimension
        let count = centroids.count / dimension
        let codes = RowCodes(count: count, layout: layout)
        centroids.withUnsafeBufferPointer { values in
            for i in 0..<count { codes.encode(values.baseAddress! + i * dimension, i) }
        }
        let decoded = (0..<count).flatMap { i in
            (0..<dimension).map { codes.scale[i] * Float(codes.row(i)[$0]) + codes.offset[i] }
        }
        squaredNorms = decoded.withUnsafeBufferPointer { values in
            (0..<count).map { i in
                let centroid = values.baseAddress! + i * dimension
                return kernel.exactDot(centroid, centroid, dimension)
            }
        }
        (self.count, self.codes, self.decoded) = (count, codes, decoded)
    }

    /// At least the distance of a row and centroid `i`; for cosines that of the row at length 1.
    func distance(
        _ row: UnsafePointer<Float>, _ i: Int, dimension: Int, metric: Metric, kernel: Kernel
    ) -> Float {
        decoded.withUnsafeBufferPointer { values in
            let centroid = values.baseAddress! + i * dimension
            let squared: Double
            if metric == .cosine {
                let norm = kernel.norm(row, dimension)
                let cosine = norm > 0 ? kernel.exactDot(row, centroid, dimension) / norm : 0
                squared = (norm > 0 ? 1 : 0) - 2 * cosine + squaredNorms[i]
            } else {
                squared = kernel.squaredDistance(row, centroid, dimension)
            }
            // For what rounding the centroid to float32, and the sums above, may have taken away.
            let length = max(squaredNorms[i].squareRoot(), metric == .cosine ? 1 : 0)
            let slack = length * (Double(dimension).squareRoot() + 2) * 0x1p-22
            return Float((max(0, squared).squareRoot() + slack) * (1 + 0x1p-20)).nextUp
        }
    }
}
