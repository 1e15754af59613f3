internal import CLookalikeRegistration

/// The picture that others are laid over.
struct StillPicture {
    let plane: GreyPlane
    let planes: CoarsePlanes
    /// For each detail and turn, in the order of `Symmetry.all`.
    private let turned: [CoarsePlanes.Detail: [StillPlane]]
    /// The even columns of the plane, then the odd ones; each with `halfWidth` numbers a row.
    private let halves: [[Float]]
    private let halfWidth: Int

    init(_ picture: PreparedFingerprint) {
        plane = picture.fingerprint.plane
        planes = picture.planes
        let (planes, plane) = (planes, plane)
        turned = Dictionary(
            uniqueKeysWithValues: CoarsePlanes.Detail.allCases.map { detail in
                (detail, Symmetry.all.map { planes.still(detail, $0) })
            })
        let half = (plane.width + 1) / 2
        halfWidth = half
        halves = (0...1).map { odd in
            var columns = [Float](repeating: 0, count: half * plane.height)
            for y in 0..<plane.height {
                for x in 0..<(plane.width - odd + 1) / 2 {
                    columns[y * half + x] = plane.levels[y * plane.width + 2 * x + odd]
                }
            }
            return columns
        }
    }

    func still(_ detail: CoarsePlanes.Detail, _ symmetry: Symmetry) -> StillPlane {
        // Sound: there is one of each.
        turned[detail]![symmetry.number]
    }

    /// How well this picture goes with another one, by every pixel of an overlap or every second one of every second row.
    func correlation(
        _ alignment: Alignment, _ second: GreyPlane, columns: Range<Int>, rows: Range<Int>, isSparse: Bool,
        kernel: PixelKernel
    ) -> Correlation {
        let step = isSparse ? 2 : 1
        var overlap = cregistration_overlap()
        overlap.columns = Int32((columns.count + step - 1) / step)
        overlap.rows = Int32((rows.count + step - 1) / step)
        (overlap.first_x, overlap.first_y) = (Int32(columns.lowerBound), Int32(rows.lowerBound))
        overlap.step = Int32(step)
        (overlap.second_width, overlap.second_height) = (Int32(second.width), Int32(second.height))
        (overlap.scale_x, overlap.scale_y) = (alignment.scaleX, alignment.scaleY)
        (overlap.left, overlap.top) = (alignment.left, alignment.top)
        let first = isSparse ? halves[columns.lowerBound % 2] : plane.levels
        let width = isSparse ? halfWidth : plane.width
        overlap.first_stride = Int32(step * width)
        let start = rows.lowerBound * width + columns.lowerBound / step
        let sums = first.withUnsafeBufferPointer { first in
            second.levels.withUnsafeBufferPointer { second in
                // Sound: the overlap lies in the first plane, whose sides are 64 pixels at most, as those of the second.
                overlap.first = first.baseAddress! + start
                overlap.second = second.baseAddress
                return cregistration_sums_of(&overlap, kernel.registration)
            }
        }
        return Correlation(
            count: Float(overlap.columns * overlap.rows), sumA: sums.a, sumB: sums.b, sumAB: sums.ab,
            sumAA: sums.aa, sumBB: sums.bb)
    }
}

/// Finds where one small picture lies in another: at which scale, place and turn they correlate best.
struct Registration {
    /// How much of the smaller picture must lie on the other.
    static let leastOverlap: Float = 0.4
    /// How many places are looked at closely.
    private static let kept = 4
    /// Places at which the pictures correlate less are not looked at.
    private static let leastCorrelation: Float = 0.6
    /// The same where one pixel is much of the picture.
    private static let leastRoughCorrelation: Float = 0.5
    /// How many turns and scales are looked at twice.
    private static let keptRoughly = 20

    private let first: StillPicture
    private let planes: CoarsePlanes
    /// The second picture as it is.
    let plain: GreyPlane
    private let kernel: PixelKernel
    /// The second picture in the turns that were asked for.
    private var turned: [Symmetry: GreyPlane] = [:]

    init(_ first: StillPicture, _ second: PreparedFingerprint, kernel: PixelKernel) {
        (self.first, planes, plain) = (first, second.planes, second.fingerprint.plane)
        self.kernel = kernel
    }

    /// The picture in one of its turns.
    mutating func second(_ symmetry: Symmetry) -> GreyPlane {
        if symmetry.isIdentity { return plain }
        if let known = turned[symmetry] { return known }
        let made = plain.applying(symmetry)
        turned[symmetry] = made
        return made
    }

    /// A turn and a scale of the second picture, and the best place for it.
    private struct Candidate {
        let symmetry: Symmetry
        /// Its place in `CoarsePlanes.scales`.
        let scale: Int
        let score: Float
        let alignment: Alignment

        /// The best first; the turns decide between equals, so that the order is always the same.
        static func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
            if a.score != b.score { return a.score > b.score }
            if a.symmetry != b.symmetry { return a.symmetry.order < b.symmetry.order }
            return a.scale < b.scale
        }
    }

    /// Places worth a closer look, best first: found among all at ten pixels, then, of the best turns and scales, at
    /// sixteen.
    func candidates() -> [Alignment] {
        let all = CoarsePlanes.scales.indices.map { ($0, Symmetry.all) }
        let rough = places(all, .rough, least: Self.leastRoughCorrelation)
            .sorted(by: Candidate.precedes).prefix(Self.keptRoughly)
        let chosen = CoarsePlanes.scales.indices.map { scale in
            (scale, rough.filter { $0.scale == scale }.map(\.symmetry))
        }
        let fine = places(chosen, .fine, least: Self.leastCorrelation)
        var taken: [Symmetry: Int] = [:]
        let best = fine.sorted(by: Candidate.precedes).filter {
            taken[$0.symmetry, default: 0] += 1
            return taken[$0.symmetry, default: 0] <= 2
        }
        let least = (best.first?.score ?? 0) - 0.15
        return best.prefix(Self.kept).filter { $0.score >= least }.map(\.alignment)
    }

    private func places(
        _ wanted: [(Int, [Symmetry])], _ detail: CoarsePlanes.Detail, least: Float
    ) -> [Candidate] {
        let back =
            Float(first.planes.size(detail, scale: CoarsePlanes.plainScale).width) / Float(first.plane.width)
        var found: [Candidate] = []
        for (scale, symmetries) in wanted where !symmetries.isEmpty {
            // At this size, one pixel of it is one of the first picture's plane.
            let other = planes.moved(detail, scale: scale)
            for symmetry in symmetries {
                let place = first.still(detail, symmetry).bestPlace(
                    of: other, leastOverlap: Self.leastOverlap, kernel: kernel)
                guard let place, place.score >= least else { continue }
                let exchanges = symmetry.exchangesSides
                let stretch =
                    Float(exchanges ? plain.height : plain.width)
                    / Float(exchanges ? other.height : other.width)
                let alignment = Alignment(
                    symmetry: symmetry, scale: back * stretch, left: Float(-place.x) * stretch,
                    top: Float(-place.y) * stretch)
                found.append(
                    Candidate(symmetry: symmetry, scale: scale, score: place.score, alignment: alignment))
            }
        }
        return found
    }

    // MARK: Refinement

    /// The alignment with the scales and the place at which the pictures correlate best, near the given one.
    ///
    /// - Returns: nil if they correlate badly even after the first steps.
    func refined(_ alignment: Alignment, on second: GreyPlane) -> (alignment: Alignment, score: Float)? {
        var best = alignment
        var score = score(best, second, isSparse: true)
        var wasSparse = true
        for (shift, stretch, isSparse): (Float, Float, Bool) in [
            (2, 0.06, true), (1, 0.03, true), (0.5, 0.015, false), (0.25, 0.008, false), (0.12, 0.004, false),
        ] {
            if isSparse != wasSparse { score = self.score(best, second, isSparse: isSparse) }
            wasSparse = isSparse
            // Changes after the last one that helped have been tried on what it gave.
            var last = AlignmentChange.all.count - 1
            for _ in 0..<3 {
                var moved: Int?
                for (number, change) in AlignmentChange.all.enumerated() {
                    if moved == nil, number > last { break }
                    let next = change.applied(to: best, shift: shift, stretch: stretch, first.plane)
                    let value = self.score(next, second, isSparse: isSparse)
                    if value > score + 1e-4 { (best, score, moved) = (next, value, number) }
                }
                guard let moved else { break }
                last = moved
            }
            if score < 0.65 { return nil }
        }
        return (best, score)
    }

    private func score(_ alignment: Alignment, _ second: GreyPlane, isSparse: Bool) -> Float {
        let own = first.plane
        let (columns, rows) = alignment.overlap(of: own, with: second)
        let area = Float(columns.count * rows.count)
        let otherArea = Float(second.width * second.height) / (alignment.scaleX * alignment.scaleY)
        guard area >= Self.leastOverlap * min(Float(own.width * own.height), otherArea),
            columns.count > 8 || columns.count == own.width, rows.count > 8 || rows.count == own.height
        else { return -1 }
        return first.correlation(
            alignment, second, columns: columns, rows: rows, isSparse: isSparse, kernel: kernel
        ).value
    }
}

/// A small change of an alignment. Stretching leaves the middle where it is.
private enum AlignmentChange {
    case left(Float)
    case top(Float)
    case both(Float)
    case width(Float)
    case height(Float)

    /// Each to one side, then each to the other.
    static let all: [AlignmentChange] = [-1, 1].flatMap { sign in
        [.left(sign), .top(sign), .both(sign), .width(sign), .height(sign)] as [AlignmentChange]
    }

    func applied(
        to alignment: Alignment, shift: Float, stretch: Float, _ plane: GreyPlane
    ) -> Alignment {
        var next = alignment
        func stretchWidth(_ sign: Float) {
            next.scaleX *= 1 + sign * stretch
            next.left -= (next.scaleX - alignment.scaleX) * (Float(plane.width) / 2)
        }
        func stretchHeight(_ sign: Float) {
            next.scaleY *= 1 + sign * stretch
            next.top -= (next.scaleY - alignment.scaleY) * (Float(plane.height) / 2)
        }
        switch self {
        case .left(let sign): next.left += sign * shift * next.scaleX
        case .top(let sign): next.top += sign * shift * next.scaleY
        case .both(let sign):
            stretchWidth(sign)
            stretchHeight(sign)
        case .width(let sign): stretchWidth(sign)
        case .height(let sign): stretchHeight(sign)
        }
        return next
    }
}
