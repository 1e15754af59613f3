internal import CLookalikeVectorKernels

/// Double-precision arithmetic over float32 vectors; the same bits in every implementation.
extension Kernel {
    func exactDot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ dimension: Int) -> Double {
        table.pointee.dot_f64(a, b, dimension)
    }

    func norm(_ a: UnsafePointer<Float>, _ dimension: Int) -> Double {
        exactDot(a, a, dimension).squareRoot()
    }

    /// ‖a − b‖²
    func squaredDistance(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ dimension: Int) -> Double {
        table.pointee.squared_l2_f64(a, b, dimension)
    }

    /// The score of a row, as the metric defines it; `queryNorm` is the query's `norm`.
    func exactScore(
        _ metric: Metric, query: UnsafePointer<Float>, queryNorm: Double, row: UnsafePointer<Float>,
        dimension: Int
    ) -> Double {
        switch metric {
        case .cosine:
            let norms = queryNorm * norm(row, dimension)
            return norms == 0 ? 0 : exactDot(query, row, dimension) / norms
        case .innerProduct:
            return exactDot(query, row, dimension)
        case .l2:
            // Not a mere sign change, which would make −0 of 0.
            return 0 - table.pointee.squared_l2_f64(query, row, dimension)
        }
    }

    /// The score of two vectors, for tests.
    package func exactScore(_ metric: Metric, _ a: [Float], _ b: [Float]) -> Double {
        precondition(a.count == b.count)
        return exactScore(metric, query: a, queryNorm: norm(a, a.count), row: b, dimension: a.count)
    }
}

extension IndexError {
    /// The error of the first NaN or infinity among vectors of `dimension` numbers; nil where all are finite.
    static func firstNotFinite(_ values: [Float], dimension: Int) -> IndexError? {
        let position = lkv_first_not_finite(values, values.count)
        guard position < values.count else { return nil }
        return .notFinite(vector: position / dimension, component: position % dimension)
    }
}
