/// A picture at so few pixels that all places of one on another can be tried.
struct CoarsePlane {
    /// Pixels of the longer side of the first picture.
    private static let longSide = 16

    let width: Int
    let height: Int
    private let levels: [Int16]

    /// Pixels of this plane for one of a picture's plane.
    static func side(_ plane: GreyPlane) -> Float { Float(longSide) / Float(max(plane.width, plane.height)) }

    /// - Parameters:
    ///   - scale: enlarges the result.
    ///   - factor: see ``side(_:)``.
    init(_ plane: GreyPlane, scale: Float, to factor: Float) {
        let small = plane.resized(
            width: max(3, Int((Float(plane.width) * factor * scale).rounded())),
            height: max(3, Int((Float(plane.height) * factor * scale).rounded())))
        self.init(width: small.width, height: small.height, levels: small.levels.map { Int16($0.rounded()) })
    }

    private init(width: Int, height: Int, levels: [Int16]) {
        (self.width, self.height, self.levels) = (width, height, levels)
    }

    func applying(_ symmetry: Symmetry) -> CoarsePlane {
        if symmetry.isIdentity { return self }
        let (newWidth, newHeight) = symmetry.exchangesSides ? (height, width) : (width, height)
        let turned = symmetry.turning(width: width, height: height) { levels[$0] }
        return CoarsePlane(width: newWidth, height: newHeight, levels: turned)
    }

    /// The shift of `other` over this plane at which they correlate best; nil if there is nothing to see.
    func bestPlace(of other: CoarsePlane, leastOverlap: Float) -> (score: Float, x: Int, y: Int)? {
        let least = Int(leastOverlap * Float(min(width * height, other.width * other.height)))
        var best: (score: Float, x: Int, y: Int)?
        let (own, their) = (AreaSums(self), AreaSums(other))
        for y in (1 - other.height)..<height {
            let rows = max(0, y)..<min(height, y + other.height)
            if rows.count <= 3 { continue }
            for x in (1 - other.width)..<width {
                let columns = max(0, x)..<min(width, x + other.width)
                guard columns.count > 3, rows.count * columns.count >= least else { continue }
                let score = Self.correlation(
                    product(other, columns, rows, x, y), own.sums(columns, rows),
                    their.sums(columns.shifted(by: -x), rows.shifted(by: -y)), rows.count * columns.count)
                if score > best?.score ?? 0 { best = (score, x, y) }
            }
        }
        return best
    }

    /// The sum of products over a rectangle of this plane.
    private func product(
        _ other: CoarsePlane, _ columns: Range<Int>, _ rows: Range<Int>, _ x: Int, _ y: Int
    ) -> Int32 {
        var sum: Int32 = 0
        let count = columns.count
        levels.withUnsafeBufferPointer { a in
            other.levels.withUnsafeBufferPointer { b in
                for row in rows {
                    // Sound: the rectangle lies in this plane, and in the other one after the shift.
                    let from = a.baseAddress! + row * width + columns.lowerBound
                    let to = b.baseAddress! + (row - y) * other.width + columns.lowerBound - x
                    for i in 0..<count { sum &+= Int32(from[i]) &* Int32(to[i]) }
                }
            }
        }
        return sum
    }

    private static func correlation(
        _ product: Int32, _ a: (sum: Int32, squares: Int32), _ b: (sum: Int32, squares: Int32), _ count: Int
    ) -> Float {
        let share = 1 / Float(count)
        let (meanA, meanB) = (Float(a.sum) * share, Float(b.sum) * share)
        let spreadA = Float(a.squares) * share - meanA * meanA
        let spreadB = Float(b.squares) * share - meanB * meanB
        // Plain areas correlate with anything.
        guard spreadA > 20, spreadB > 20 else { return 0 }
        return (Float(product) * share - meanA * meanB) / (spreadA * spreadB).squareRoot()
    }

    /// Sums over rectangles, each in four look-ups.
    private struct AreaSums {
        private let width: Int
        private var sum: [Int32]
        private var squares: [Int32]

        init(_ plane: CoarsePlane) {
            width = plane.width + 1
            sum = [Int32](repeating: 0, count: width * (plane.height + 1))
            squares = sum
            for y in 0..<plane.height {
                for x in 0..<plane.width {
                    let at = (y + 1) * width + x + 1
                    let level = Int32(plane.levels[y * plane.width + x])
                    sum[at] = level + sum[at - 1] + sum[at - width] - sum[at - width - 1]
                    squares[at] =
                        level * level + squares[at - 1] + squares[at - width] - squares[at - width - 1]
                }
            }
        }

        func sums(_ columns: Range<Int>, _ rows: Range<Int>) -> (sum: Int32, squares: Int32) {
            let (upper, lower) = (rows.lowerBound * width, rows.upperBound * width)
            let (left, right) = (columns.lowerBound, columns.upperBound)
            return (
                sum[lower + right] - sum[lower + left] - sum[upper + right] + sum[upper + left],
                squares[lower + right] - squares[lower + left] - squares[upper + right]
                    + squares[upper + left]
            )
        }
    }
}

extension Range<Int> {
    fileprivate func shifted(by offset: Int) -> Range<Int> { (lowerBound + offset)..<(upperBound + offset) }
}
