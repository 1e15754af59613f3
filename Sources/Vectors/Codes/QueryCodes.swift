internal import CLookalikeVectorKernels

/// Queries as the code kernels want them: two levels of signed bytes each.
struct QueryCodes: Sendable {
    /// For each query: its first level, then its second, `length` bytes each.
    let codes: [Int8]
    let length: Int
    let terms: [lkv_code_query]

    /// - Parameter queries: finite numbers, row-major.
    init(_ queries: [Float], dimension: Int, layout: CodeLayout) {
        let length = layout.queryLength
        let count = queries.count / dimension
        var terms: [lkv_code_query] = []
        var scratch = [Double](repeating: 0, count: dimension)
        codes = [Int8](unsafeUninitializedCapacity: 2 * length * count) { codes, filled in
            queries.withUnsafeBufferPointer { queries in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    for q in 0..<count {
                        // Sound: each query has its part of the room, which is written whole.
                        terms.append(
                            lkv_encode_query(
                                queries.baseAddress! + q * dimension, dimension, length,
                                scratch.baseAddress!, codes.baseAddress! + 2 * q * length))
                    }
                }
            }
            filled = 2 * length * count
        }
        self.length = length
        self.terms = terms
    }
}

extension Metric {
    var kernelMetric: lkv_metric {
        switch self {
        case .cosine: LKV_COSINE
        case .innerProduct: LKV_INNER_PRODUCT
        case .l2: LKV_L2
        }
    }
}
