/// Precision and recall of the rule "a pair of images whose cosine reaches t shows the same class", for every
/// threshold t in steps of 0.0001. Use it to choose a threshold.
public struct PrecisionRecallCurve: Sendable, Equatable {
    /// Precision and recall at one threshold.
    public struct Point: Sendable, Codable, Equatable {
        /// A cosine.
        public var threshold: Double
        /// The share of one class among the pairs that reach the threshold; 1 if none does.
        public var precision: Double
        /// The share of the pairs of one class that reach the threshold.
        public var recall: Double
    }

    private static let steps = 10_000
    /// Pairs by score: index 0 is −1, the last is 1.
    private var same = [Int](repeating: 0, count: 2 * steps + 1)
    private var other = [Int](repeating: 0, count: 2 * steps + 1)

    init() {}

    mutating func add(score: Float, isSame: Bool) {
        // Rounded down, so that a pair never counts at a threshold above its score.
        let step = Int((Double(min(max(score, -1), 1)) * Double(Self.steps)).rounded(.down)) + Self.steps
        if isSame { same[step] += 1 } else { other[step] += 1 }
    }

    mutating func add(_ curve: PrecisionRecallCurve) {
        for step in same.indices {
            same[step] += curve.same[step]
            other[step] += curve.other[step]
        }
    }

    /// All thresholds, ascending.
    public var points: [Point] {
        let all = same.reduce(0, +)
        var (above, wrong) = (0, 0)
        var points: [Point] = []
        points.reserveCapacity(same.count)
        for step in same.indices.reversed() {
            above += same[step]
            wrong += other[step]
            points.append(
                Point(
                    threshold: Double(step - Self.steps) / Double(Self.steps),
                    precision: above + wrong == 0 ? 1 : Double(above) / Double(above + wrong),
                    recall: all == 0 ? 0 : Double(above) / Double(all)))
        }
        return points.reversed()
    }

    /// The lowest threshold with at least this precision, which has the best recall. Nil if none finds anything at
    /// that precision.
    public func threshold(forPrecision precision: Double) -> Point? {
        points.first { $0.precision >= precision && $0.recall > 0 }
    }
}
