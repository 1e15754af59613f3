internal import CLookalikeVectorKernels

/// Centroids as signed bytes, to find the nearest of many rows at once. Whole sums make the answer the same on every
/// processor.
///
/// `@unchecked Sendable`: only read once it is made.
final class SignedCentroids: @unchecked Sendable {
    private let count: Int
    private let length: Int
    private let kernel: Kernel
    private let codes: Scratch<Int8>
    /// Scale, sum and bias of each.
    private let terms: Scratch<Float>

    /// Rows that are looked at together.
    static let blockSize = 128

    /// - Parameter centroids: row-major.
    init(_ centroids: [Float], dimension: Int, metric: Metric, kernel: Kernel, threads: Int) {
        let length = CodeLayout(dimension: dimension).queryLength
        let count = centroids.count / dimension
        let codes = Scratch<Int8>(count * length, repeating: 0)
        let terms = Scratch<Float>(3 * count, repeating: 0)
        centroids.withUnsafeBufferPointer { values in
            _ = inParallel(count, share: 64, threads: threads) { part in
                for i in part {
                    let centroid = UnsafeBufferPointer(rebasing: values[i * dimension..<(i + 1) * dimension])
                    let (scale, sum, square) = Self.quantise(centroid, codes.pointer + i * length)
                    terms.pointer[i] = scale
                    terms.pointer[count + i] = sum
                    // ⟨x, c⟩ − ‖c‖²/2 is highest where the distance is least.
                    terms.pointer[2 * count + i] = metric == .cosine ? 0 : -square / 2
                }
                return true
            }
        }
        self.count = count
        self.length = length
        self.kernel = kernel
        self.codes = codes
        self.terms = terms
    }

    /// c ≈ scale · s; gives the scale, and the sum and the sum of squares of what the bytes stand for.
    private static func quantise(
        _ values: UnsafeBufferPointer<Float>, _ codes: UnsafeMutablePointer<Int8>
    ) -> (scale: Float, sum: Float, square: Float) {
        let most = values.reduce(0) { max($0, abs($1)) }
        let scale = most / 127
        guard scale > 0 else { return (0, 0, 0) }
        var sum = 0
        var square = 0
        for (i, value) in values.enumerated() {
            let code = Int(max(-127, min(127, (value / scale).rounded())))
            codes[i] = Int8(code)
            sum += code
            square += code * code
        }
        return (scale, scale * Float(sum), Float(Double(scale) * Double(scale) * Double(square)))
    }

    /// The nearest centroid of rows `range` of `rows`, at most `blockSize`, written to `nearest`.
    func findNearest(of rows: RowCodes, _ range: Range<Int>, into nearest: UnsafeMutablePointer<UInt32>) {
        withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: range.count) { pointers in
            for (i, row) in range.enumerated() { pointers.initializeElement(at: i, to: rows.row(row)) }
            var points = lkv_code_points(
                codes: codes.pointer, count: count, length: length, scale: terms.pointer,
                sum: terms.pointer + count, bias: terms.pointer + 2 * count)
            kernel.table.pointee.code_nearest(
                &points, pointers.baseAddress!, rows.scale + range.lowerBound, rows.offset + range.lowerBound,
                range.count, nearest)
        }
    }
}
