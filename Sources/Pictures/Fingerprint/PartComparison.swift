/// Compares two aligned pictures part by part, so that a caption over one part does not hide that the rest is the same,
/// and a like surrounding does not hide that the thing in it is another.
struct PartComparison {
    /// Pixels of a part's side.
    private static let side = 8
    /// Mean squared distance of levels from the part's mean above which there is something to see.
    private static let leastVariance: Float = 30
    /// The distance of colours, in levels, from which a part has another one.
    private static let mostColour: Float = 14
    /// The share of like parts from which pictures are versions of one. Less remains of two articles in packages of one
    /// make.
    private static let leastShare: Float = 0.8
    /// The same beside a strip along an edge, which may be a caption.
    private static let leastShareBesideStrip: Float = 0.92
    /// How much of the picture a caption may take.
    private static let widestStrip = 0.34

    /// How much there is to see in a part, and whether it is the same in both pictures.
    private struct Part {
        let column: Int
        let row: Int
        /// 0 where both are plain.
        let weight: Float
        let isSame: Bool
    }

    private var parts: [Part] = []
    private var columnCount = 0
    private var rowCount = 0
    private let overlap: Float

    /// - Parameters:
    ///   - first: the plane of `a`.
    ///   - second: that of `b`, turned already.
    init(
        _ a: PictureFingerprint, _ b: PictureFingerprint, _ alignment: Alignment, _ first: GreyPlane,
        _ second: GreyPlane
    ) {
        let whole = alignment.overlap(of: first, with: second)
        // Without the pixels at its edges, which what is beyond them has mixed with.
        let (columns, rows) = (whole.columns.dropFirst().dropLast(), whole.rows.dropFirst().dropLast())
        overlap = Float(columns.count * rows.count) / Float(first.width * first.height)
        guard columns.count >= 4, rows.count >= 4 else { return }
        var seen: [Float] = []
        alignment.sample(second, columns: columns, rows: rows, into: &seen)
        let (tops, lefts) = (Self.split(rows), Self.split(columns))
        (columnCount, rowCount) = (lefts.count, tops.count)
        var levels: [Correlation] = []
        for top in tops {
            for left in lefts {
                var part = Correlation()
                for y in top {
                    let line = (y - rows.lowerBound) * columns.count - columns.lowerBound
                    for x in left { part.add(first[x, y], seen[line + x]) }
                }
                levels.append(part)
            }
        }
        let light = Light(levels)
        let colours = ColourComparison(a, b, alignment, gain: light.gain)
        for (place, part) in levels.enumerated() {
            let (row, column) = place.quotientAndRemainder(dividingBy: lefts.count)
            let colour = colours?.distance(lefts[column], tops[row]) ?? 0
            parts.append(Self.judge(part, light, colour, column: column, row: row))
        }
    }

    private static func split(_ range: Range<Int>) -> [Range<Int>] {
        let count = max(1, Int((Float(range.count) / Float(side)).rounded()))
        return (0..<count).map {
            (range.lowerBound + range.count * $0 / count)..<(range.lowerBound + range.count * ($0 + 1) / count)
        }
    }

    private static func judge(
        _ part: Correlation, _ light: Light, _ colour: Float, column: Int, row: Int
    ) -> Part {
        let gain = light.gain
        let other = part.varianceB * gain * gain
        let variance = max(part.varianceA, other)
        let isLike = abs(part.meanA - gain * part.meanB - light.offset) < 25 && colour < mostColour
        if variance < leastVariance { return Part(column: column, row: row, weight: 0, isSame: isLike) }
        // Of two like parts, what is left when one is taken from the other is small.
        let rest = part.varianceA + other - 2 * gain * part.covariance
        return Part(
            column: column, row: row, weight: min(variance.squareRoot(), 30),
            isSame: isLike && part.value > 0.85 && rest < 0.3 * variance)
    }

    // MARK: Verdict

    /// How much of what is to be seen is the same, 0...1; 0 where there is nothing to see.
    var share: Float { share { _ in true } }

    private func share(_ counts: (Part) -> Bool) -> Float {
        var (all, same): (Float, Float) = (0, 0)
        for part in parts where counts(part) {
            all += part.weight
            if part.isSame { same += part.weight }
        }
        return all > 0 ? same / all : 0
    }

    /// Whether the pictures are versions of one.
    var isSame: Bool {
        guard overlap > 0.15, parts.count(where: { $0.weight > 0 && $0.isSame }) >= 4 else { return false }
        return share > Self.leastShare || shareBesideStrip > Self.leastShareBesideStrip
    }

    /// The largest share without a strip along one of the edges; 0 if too little is left.
    private var shareBesideStrip: Float {
        var best: Float = 0
        for width in 1..<max(2, Int((Double(rowCount) * Self.widestStrip).rounded()) + 1)
        where width < rowCount {
            best = max(best, share { $0.row >= width }, share { $0.row < rowCount - width })
        }
        for width in 1..<max(2, Int((Double(columnCount) * Self.widestStrip).rounded()) + 1)
        where width < columnCount {
            best = max(best, share { $0.column >= width }, share { $0.column < columnCount - width })
        }
        return best
    }

    /// Whether no part of one differs from the other, give or take a few at the edges.
    var isSameThroughout: Bool {
        share > 0.9 && parts.count(where: { !$0.isSame }) <= 3
    }
}

/// How bright and rich in contrast one picture is beside another, by the parts that go together: something put over one of
/// them has no say.
private struct Light {
    let gain: Float
    let offset: Float

    init(_ parts: [Correlation]) {
        var like = parts.filter { $0.value > 0.85 && $0.varianceA > 20 && $0.varianceB > 20 }
        if like.count < 3 { like = parts }
        var all = Correlation()
        for part in like { all.add(part) }
        let gain = all.varianceB > 1 ? (all.varianceA / all.varianceB).squareRoot() : 1
        self.gain = min(3, max(1 / 3, gain))
        offset = all.meanA - self.gain * all.meanB
    }
}
