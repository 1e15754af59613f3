internal import CLookalikeVectorKernels

/// The kernels over byte codes on plain arrays, for tests.
extension Kernel {
    /// Σ u · s of each query with each row.
    ///
    /// - Parameters:
    ///   - queries: rows of `length` signed bytes; `length` is a multiple of 64.
    ///   - rows: rows of `length` bytes.
    /// - Returns: the sums of each query in turn.
    package func codeDots(queries: [Int8], rows: [UInt8], length: Int) -> [Int32] {
        precondition(length.isMultiple(of: 64))
        let rowCount = rows.count / length
        var sums = [Int32](repeating: 0, count: queries.count / length * rowCount)
        rows.withUnsafeBufferPointer { rows in
            let pointers: [UnsafePointer<UInt8>?] = (0..<rowCount).map { rows.baseAddress! + $0 * length }
            table.pointee.code_dots(
                queries, queries.count / length, length, pointers, rowCount, &sums, rowCount)
        }
        return sums
    }

    /// A row with bounds of its score, in the kernel's units: ⟨q, x⟩, ⟨q, x⟩ / ‖x‖ or −‖q − x‖².
    package struct BoundedRow: Equatable, Sendable {
        package let row: Int
        package let low: Float
        package let high: Float
    }

    /// The rows whose upper bound reaches `cutoff`, as a scan of their codes finds them.
    ///
    /// - Parameters:
    ///   - query: `dimension` numbers.
    ///   - rows: row-major.
    package func bounds(
        _ metric: Metric, query: [Float], rows: [Float], cutoff: Float = -.infinity
    ) -> [BoundedRow] {
        let dimension = query.count
        let count = rows.count / dimension
        let layout = CodeLayout(dimension: dimension)
        let queryCodes = QueryCodes(query, dimension: dimension, layout: layout)
        let coded = (0..<count).map { CodedVector(rows[$0 * dimension..<($0 + 1) * dimension]) }
        let sums = codeDots(
            queries: queryCodes.codes, rows: coded.flatMap(\.codes), length: layout.queryLength)
        var hits = [lkv_code_hit](repeating: lkv_code_hit(), count: count)
        let columns = (
            coded.map(\.terms.scale), coded.map(\.terms.offset), coded.map(\.terms.error),
            coded.map(\.terms.norm)
        )
        let found = columns.0.withUnsafeBufferPointer { scale in
            columns.1.withUnsafeBufferPointer { offset in
                columns.2.withUnsafeBufferPointer { error in
                    columns.3.withUnsafeBufferPointer { norm in
                        var rows = lkv_code_rows(
                            scale: scale.baseAddress, offset: offset.baseAddress, error: error.baseAddress,
                            norm: norm.baseAddress)
                        return table.pointee.code_hits(
                            metric.kernelMetric, queryCodes.terms, sums, Array(sums[count...]), &rows, count,
                            cutoff, &hits)
                    }
                }
            }
        }
        return hits[..<found].map { BoundedRow(row: Int($0.row), low: $0.low, high: $0.high) }
    }
}

/// A vector as bytes, and what they stand for; for tests.
package struct CodedVector {
    /// Unsigned, as many as the kernels read.
    package let codes: [UInt8]
    let terms: lkv_code_row

    package init(_ vector: some Collection<Float>) {
        let length = CodeLayout(dimension: vector.count).queryLength
        var codes = [UInt8](repeating: 0, count: length)
        terms = lkv_encode(Array(vector), vector.count, length, &codes)
        self.codes = codes
    }

    /// scale · u + offset for each number.
    package var decoded: [Double] { codes.map { Double(terms.scale) * Double($0) + Double(terms.offset) } }
    /// At least the distance between the vector and what its codes stand for; infinite where nothing is known.
    package var error: Float { terms.error }
    package var norm: Float { terms.norm }
}

/// A query as two levels of bytes, and what they stand for; for tests.
package struct CodedQuery {
    /// scale₀ · s + scale₁ · t for each number.
    package let decoded: [Double]
    /// At least the distance between the query and what its codes stand for.
    package let error: Float
    /// At least the query's norm; infinite where the codes say nothing.
    package let norm: Float

    package init(_ query: [Float]) {
        let query = QueryCodes(query, dimension: query.count, layout: CodeLayout(dimension: query.count))
        let terms = query.terms[0]
        decoded = (0..<query.length).map {
            Double(terms.scale.0) * Double(query.codes[$0])
                + Double(terms.scale.1) * Double(query.codes[query.length + $0])
        }
        error = terms.row_norm
        norm = terms.row_error
    }
}
