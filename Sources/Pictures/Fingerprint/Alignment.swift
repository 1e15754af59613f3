/// Where a picture's pixels are in another one: the other is turned first, then `x' = scaleX * x + left`, and so for y.
/// Places are those of pixels' centres, so the first pixel is at 0.5.
struct Alignment: Sendable, Equatable {
    var symmetry: Symmetry
    var scaleX: Float
    var scaleY: Float
    var left: Float
    var top: Float

    /// All of one picture on all of the other.
    init(covering first: GreyPlane, with second: GreyPlane, _ symmetry: Symmetry) {
        self.symmetry = symmetry
        let (width, height) =
            symmetry.exchangesSides ? (second.height, second.width) : (second.width, second.height)
        scaleX = Float(width) / Float(first.width)
        scaleY = Float(height) / Float(first.height)
        (left, top) = (0, 0)
    }

    init(symmetry: Symmetry, scale: Float, left: Float, top: Float) {
        self.symmetry = symmetry
        (scaleX, scaleY, self.left, self.top) = (scale, scale, left, top)
    }

    /// The columns and rows of the first plane that lie on the second one.
    func overlap(of first: GreyPlane, with second: GreyPlane) -> (columns: Range<Int>, rows: Range<Int>) {
        func range(_ count: Int, _ scale: Float, _ offset: Float, _ other: Int) -> Range<Int> {
            // A pixel's centre must lie within the other plane, with an edge of half a pixel for rounding.
            let low = Int(((0.25 - offset) / scale - 0.5).rounded(.up))
            let high = Int(((Float(other) - 0.25 - offset) / scale - 0.5).rounded(.down)) + 1
            let begin = min(max(0, low), count)
            return begin..<max(begin, min(count, high))
        }
        return (
            range(first.width, scaleX, left, second.width), range(first.height, scaleY, top, second.height)
        )
    }

    /// The second plane as seen through the first one's pixels, in the overlap.
    ///
    /// - Parameter second: turned already.
    func sample(_ second: GreyPlane, columns: Range<Int>, rows: Range<Int>, into result: inout [Float]) {
        result.removeAll(keepingCapacity: true)
        let places = columns.map { x -> (Int, Int, Float) in
            Self.neighbours(scaleX * (Float(x) + 0.5) + left - 0.5, second.width)
        }
        for y in rows {
            let (upper, lower, share) = Self.neighbours(
                scaleY * (Float(y) + 0.5) + top - 0.5, second.height)
            let (above, below) = (upper * second.width, lower * second.width)
            for (a, b, part) in places {
                let first = second.levels[above + a] * (1 - part) + second.levels[above + b] * part
                let last = second.levels[below + a] * (1 - part) + second.levels[below + b] * part
                result.append(first * (1 - share) + last * share)
            }
        }
    }

    /// The two pixels beside a place, and the second one's share.
    static func neighbours(_ place: Float, _ count: Int) -> (Int, Int, Float) {
        let clamped = min(max(0, place), Float(count - 1))
        let first = min(Int(clamped), count - 1)
        return (first, min(first + 1, count - 1), clamped - Float(first))
    }
}

/// How well numbers go together: sums for Pearson's correlation, which brightness and contrast do not change.
struct Correlation {
    var count: Float = 0
    var sumA: Float = 0
    var sumB: Float = 0
    var sumAB: Float = 0
    var sumAA: Float = 0
    var sumBB: Float = 0

    mutating func add(_ a: Float, _ b: Float) {
        count += 1
        sumA += a
        sumB += b
        sumAB += a * b
        sumAA += a * a
        sumBB += b * b
    }

    mutating func add(_ other: Correlation) {
        count += other.count
        sumA += other.sumA
        sumB += other.sumB
        sumAB += other.sumAB
        sumAA += other.sumAA
        sumBB += other.sumBB
    }

    /// Mean squared distance from the mean.
    var varianceA: Float { count > 0 ? max(0, sumAA / count - sumA * sumA / (count * count)) : 0 }
    /// Mean squared distance from the mean.
    var varianceB: Float { count > 0 ? max(0, sumBB / count - sumB * sumB / (count * count)) : 0 }
    var covariance: Float { count > 0 ? sumAB / count - sumA * sumB / (count * count) : 0 }
    var meanA: Float { count > 0 ? sumA / count : 0 }
    var meanB: Float { count > 0 ? sumB / count : 0 }

    /// -1...1; 0 where either side is plain.
    var value: Float {
        let spread = varianceA * varianceB
        return spread > 1e-3 ? covariance / spread.squareRoot() : 0
    }
}
