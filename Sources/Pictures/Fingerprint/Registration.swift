/// Finds where one small picture lies in another: at which scale, place and turn they correlate best.
struct Registration {
    /// Scales from one half to two, in steps of the sixth root of two.
    private static let scales: [Float] = [
        0.5, 0.561, 0.63, 0.707, 0.794, 0.891, 1, 1.122, 1.26, 1.414, 1.587, 1.782, 2,
    ]
    /// How much of the smaller picture must lie on the other.
    static let leastOverlap: Float = 0.4
    /// How many places are looked at closely.
    private static let kept = 4
    /// Places at which the pictures correlate less are not looked at.
    private static let leastCorrelation: Float = 0.6

    private let first: GreyPlane
    private let plain: GreyPlane
    /// The second picture in the turns that were asked for.
    private var turned: [Symmetry: GreyPlane] = [:]

    init(_ first: GreyPlane, _ second: GreyPlane) {
        (self.first, plain) = (first, second)
    }

    /// The picture in one of its turns.
    mutating func second(_ symmetry: Symmetry) -> GreyPlane {
        if let known = turned[symmetry] { return known }
        let made = plain.applying(symmetry)
        turned[symmetry] = made
        return made
    }

    /// Places worth a closer look, best first.
    func candidates() -> [Alignment] {
        let small = CoarsePlane(first, scale: 1, to: CoarsePlane.side(first))
        var found: [(score: Float, alignment: Alignment)] = []
        var best: [Symmetry: [(score: Float, alignment: Alignment)]] = [:]
        let back = Float(small.width) / Float(first.width)
        for scale in Self.scales {
            // At this size, one pixel of it is one of `small`.
            let other = CoarsePlane(plain, scale: scale, to: CoarsePlane.side(first))
            for symmetry in Symmetry.all {
                let turned = other.applying(symmetry)
                guard let place = small.bestPlace(of: turned, leastOverlap: Self.leastOverlap),
                    place.score >= Self.leastCorrelation
                else { continue }
                let width = symmetry.exchangesSides ? plain.height : plain.width
                let stretch = Float(width) / Float(turned.width)
                best[symmetry, default: []].append(
                    (
                        place.score,
                        Alignment(
                            symmetry: symmetry, scale: back * stretch, left: Float(-place.x) * stretch,
                            top: Float(-place.y) * stretch)
                    ))
            }
        }
        for list in best.values { found += list.sorted { $0.score > $1.score }.prefix(2) }
        // The symmetries decide between equals, so that the order is always the same.
        found.sort { ($0.score, $0.alignment.order) > ($1.score, $1.alignment.order) }
        let least = (found.first?.score ?? 0) - 0.15
        return found.prefix(Self.kept).filter { $0.score >= least }.map(\.alignment)
    }

    // MARK: Refinement

    /// The alignment with the scales and the place at which the pictures correlate best, near the given one.
    ///
    /// - Returns: nil if they correlate badly even after the first steps.
    func refined(_ alignment: Alignment, on second: GreyPlane) -> (alignment: Alignment, score: Float)? {
        var best = alignment
        var score = score(best, second, step: 2)
        for (shift, stretch, step): (Float, Float, Int) in [
            (2, 0.06, 2), (1, 0.03, 2), (0.5, 0.015, 1), (0.25, 0.008, 1), (0.12, 0.004, 1),
        ] {
            if step == 1 { score = self.score(best, second, step: 1) }
            for _ in 0..<3 {
                var moved = false
                for change in Self.changes(shift: shift, stretch: stretch, first) {
                    let next = change(best)
                    let value = self.score(next, second, step: step)
                    if value > score + 1e-4 { (best, score, moved) = (next, value, true) }
                }
                if !moved { break }
            }
            if score < 0.65 { return nil }
        }
        return (best, score)
    }

    /// Small changes of an alignment. Stretching leaves the middle where it is.
    private static func changes(
        shift: Float, stretch: Float, _ plane: GreyPlane
    ) -> [(Alignment) -> Alignment] {
        let (middleX, middleY) = (Float(plane.width) / 2, Float(plane.height) / 2)
        return [-1, 1].flatMap { (sign: Float) -> [(Alignment) -> Alignment] in
            func stretched(_ alignment: Alignment, x: Bool, y: Bool) -> Alignment {
                var next = alignment
                if x {
                    next.scaleX *= 1 + sign * stretch
                    next.left -= (next.scaleX - alignment.scaleX) * middleX
                }
                if y {
                    next.scaleY *= 1 + sign * stretch
                    next.top -= (next.scaleY - alignment.scaleY) * middleY
                }
                return next
            }
            return [
                {
                    var next = $0
                    next.left += sign * shift * next.scaleX
                    return next
                },
                {
                    var next = $0
                    next.top += sign * shift * next.scaleY
                    return next
                },
                { stretched($0, x: true, y: true) },
                { stretched($0, x: true, y: false) },
                { stretched($0, x: false, y: true) },
            ]
        }
    }

    private func score(_ alignment: Alignment, _ second: GreyPlane, step: Int) -> Float {
        let (columns, rows) = alignment.overlap(of: first, with: second)
        let area = Float(columns.count * rows.count)
        let otherArea = Float(second.width * second.height) / (alignment.scaleX * alignment.scaleY)
        guard area >= Self.leastOverlap * min(Float(first.width * first.height), otherArea),
            columns.count > 8 || columns.count == first.width, rows.count > 8 || rows.count == first.height
        else { return -1 }
        let places = stride(from: columns.lowerBound, to: columns.upperBound, by: step).map { x in
            Alignment.neighbours(alignment.scaleX * (Float(x) + 0.5) + alignment.left - 0.5, second.width)
        }
        var correlation = Correlation()
        for y in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
            let (upper, lower, share) = Alignment.neighbours(
                alignment.scaleY * (Float(y) + 0.5) + alignment.top - 0.5, second.height)
            let (above, below) = (upper * second.width, lower * second.width)
            var own = y * first.width + columns.lowerBound
            for (a, b, part) in places {
                let (rest, left) = (1 - part, 1 - share)
                let high = second.levels[above + a] * rest + second.levels[above + b] * part
                let low = second.levels[below + a] * rest + second.levels[below + b] * part
                correlation.add(first.levels[own], high * left + low * share)
                own += step
            }
        }
        return correlation.value
    }
}
