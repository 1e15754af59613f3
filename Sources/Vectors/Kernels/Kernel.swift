internal import CLookalikeVectorKernels

/// One implementation of the kernels: the plain reference, or a fast path for an instruction set.
///
/// `@unchecked Sendable`: it points to a constant table of functions that keep no state.
package struct Kernel: @unchecked Sendable {
    let table: UnsafePointer<lkv_kernels>

    /// Every implementation that this processor runs, the reference first, the fastest last.
    package static let available: [Kernel] = (0...).lazy
        .map { lkv_available($0) }
        .prefix { $0 != nil }
        .compactMap { $0.map(Kernel.init) }

    /// The fastest implementation.
    package static let best = Kernel(table: lkv_best())

    /// "reference", "avx2", "avx512", "avx512-vnni", "neon" or "neon-dotprod".
    package var name: String { String(cString: table.pointee.name) }

    /// The most float32 roundings that any one term of a sum of `dimension` terms goes through.
    func roundingDepth(dimension: Int) -> Int { dimension / table.pointee.lanes + 10 }

    package func dot(_ a: [Float], _ b: [Float]) -> Float {
        precondition(a.count == b.count)
        return table.pointee.dot(a, b, a.count)
    }

    package func squaredL2(_ a: [Float], _ b: [Float]) -> Float {
        precondition(a.count == b.count)
        return table.pointee.squared_l2(a, b, a.count)
    }

    /// Inner products, or squared distances for `.l2`, of queries and rows.
    ///
    /// - Parameters:
    ///   - queries: `queryCount` × `dimension`, row-major.
    ///   - output: the value of query q and the r-th row goes to `output[q * outputStride + r]`.
    func values(
        _ metric: Metric, queries: UnsafePointer<Float>, queryCount: Int, dimension: Int,
        rows: RowBlock, into output: UnsafeMutablePointer<Float>, outputStride: Int
    ) {
        let many = metric == .l2 ? table.pointee.squared_l2_many! : table.pointee.dot_many!
        let block = lkv_rows(
            base: rows.base, stride_bytes: rows.stride, numbers: rows.numbers, first: rows.first,
            count: rows.count)
        many(queries, queryCount, dimension, block, output, outputStride)
    }
}

extension Kernel {
    /// The batched kernel on plain arrays, for tests.
    ///
    /// - Parameters:
    ///   - rows: rows of `stride` floats, of which the first `dimension` count.
    ///   - numbers: the rows to score; all, where nil.
    /// - Returns: the values of each query in turn.
    package func values(
        _ metric: Metric, queries: [Float], rows: [Float], dimension: Int, stride: Int,
        numbers: [UInt32]? = nil
    ) -> [Float] {
        let queryCount = queries.count / dimension
        let count = numbers?.count ?? rows.count / stride
        var output = [Float](repeating: .nan, count: queryCount * count)
        rows.withUnsafeBytes { bytes in
            (numbers ?? []).withUnsafeBufferPointer { list in
                let block = RowBlock(
                    base: bytes.baseAddress!, stride: stride * 4,
                    numbers: numbers == nil ? nil : list.baseAddress, first: 0, count: count)
                output.withUnsafeMutableBufferPointer {
                    values(
                        metric, queries: queries, queryCount: queryCount, dimension: dimension, rows: block,
                        into: $0.baseAddress!, outputStride: count)
                }
            }
        }
        return output
    }
}

/// Rows to score together: `count` of them, consecutive from `first`, or those in `numbers`.
/// Valid for as long as the memory it points to, that is within one call.
struct RowBlock {
    let base: UnsafeRawPointer
    /// Bytes from one row to the next.
    let stride: Int
    let numbers: UnsafePointer<UInt32>?
    let first: Int
    let count: Int

    func number(_ i: Int) -> Int { numbers.map { Int($0[i]) } ?? (first + i) }
    func row(_ i: Int) -> UnsafeRawPointer { base + stride * number(i) }
}
