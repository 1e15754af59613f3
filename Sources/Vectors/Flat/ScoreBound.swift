internal import CLookalikeVectorKernels

/// Decides from float32 kernel values which rows can still be among the best, without missing any.
///
/// The error of a float32 inner product is at most γ ‖a‖ ‖b‖ with γ = m·u / (1 − m·u), u = 2⁻²⁴ and m the
/// roundings that a term goes through (Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed.,
/// §3.1, with Cauchy–Schwarz); a sum of squares errs by at most γ of itself. A row is kept unless
///
///     multiplier[row] · value + factor · slack[row] < cutoff
///
/// where the left side is at least the row's score, in units in which the right side is the score to reach.
struct ScoreBound {
    /// The query's part of the error bound.
    let factor: Float
    private let metric: Metric
    private let queryNorm: Double
    private let gamma: Double
    private let dimension: Int

    /// Norms outside this range could overflow in float32, or lose more to underflow than γ allows for (even
    /// where the processor flushes to zero): such rows are always kept, and such a query keeps every row.
    private static let safeNorms: ClosedRange<Float> = 1e-12...1e15

    init(metric: Metric, queryNorm: Double, dimension: Int, kernel: Kernel) {
        self.metric = metric
        self.queryNorm = queryNorm
        self.dimension = dimension
        // Eight more for the roundings of norms, multipliers and this bound itself, and 5 % for γ's divisor.
        gamma = Double(kernel.roundingDepth(dimension: dimension) + 8) * 0x1p-24 * 1.05
        let isSafe = queryNorm == 0 || Self.safeNorms.contains(Float(queryNorm))
        switch metric {
        case .cosine, .innerProduct: factor = isSafe ? Float(gamma * queryNorm).nextUp : .infinity
        case .l2: factor = 0
        }
    }

    /// The value that `multiplier · value + factor · slack` must reach for a score of `score` to be possible.
    func cutoff(for score: Double) -> Float {
        switch metric {
        case .cosine: Float(score * queryNorm).nextDown
        case .innerProduct: Float(score).nextDown
        // Squares that underflow lose at most 2⁻¹²⁶ each.
        case .l2: Float(score * (1 + gamma) - Double(dimension) * 0x1p-125).nextDown
        }
    }

    /// The rows' part of the bound, from their norms as stored.
    static func rowTerms(_ metric: Metric, norm: Float) -> (multiplier: Float, slack: Float) {
        switch metric {
        case .l2: (-1, 0)
        case .innerProduct: (1, norm == 0 || safeNorms.contains(norm) ? norm : .infinity)
        case .cosine: norm == 0 ? (0, 1) : safeNorms.contains(norm) ? (1 / norm, 1) : (0, .infinity)
        }
    }

    /// The positions, ascending, of the values that can reach `cutoff`, written to `hits`; returns their number.
    func reaching(
        _ cutoff: Float, values: UnsafePointer<Float>, multiplier: UnsafePointer<Float>,
        slack: UnsafePointer<Float>, count: Int, hits: UnsafeMutablePointer<UInt32>
    ) -> Int {
        lkv_reaching(values, multiplier, slack, count, factor, cutoff, hits)
    }

    func canReach(_ cutoff: Float, value: Float, multiplier: Float, slack: Float) -> Bool {
        !(multiplier * value + factor * slack < cutoff)
    }
}
