/// How far the colours of two aligned pictures are apart, place by place.
struct ColourComparison {
    private let width: Int
    private let height: Int
    /// For each pixel of the first picture's chroma, in levels of the brighter picture.
    private let blue: [Float]
    private let red: [Float]

    /// - Parameter gain: how much brighter the first picture is than the second.
    /// - Returns: nil if one is all grey: it may be of any colour.
    init?(_ a: PictureFingerprint, _ b: PictureFingerprint, _ alignment: Alignment, gain: Float) {
        if a.isColourless || b.isColourless { return nil }
        let (columns, rows) = (0..<a.chromaWidth, 0..<a.chromaHeight)
        (width, height) = (a.chromaWidth, a.chromaHeight)
        var small = alignment
        let step = Float(PictureFingerprint.chromaStep)
        (small.left, small.top) = (alignment.left / step, alignment.top / step)
        let planes = [(a.blue, b.blue), (a.red, b.red)].map { own, other in
            var seen: [Float] = []
            small.sample(other.applying(alignment.symmetry), columns: columns, rows: rows, into: &seen)
            return own.levels.indices.map {
                (own.levels[$0] - 128 - gain * (seen[$0] - 128)) / min(1, gain)
            }
        }
        (blue, red) = (planes[0], planes[1])
    }

    /// The distance of the mean colours around an area of the first picture's luma. Its pixels are so large that edges between
    /// colours fall otherwise in the other picture; the means agree all the same.
    func distance(_ columns: Range<Int>, _ rows: Range<Int>) -> Float {
        let step = PictureFingerprint.chromaStep
        let left = max(0, columns.lowerBound / step - 1)
        let right = min(width, (columns.upperBound + step - 1) / step + 1)
        let top = max(0, rows.lowerBound / step - 1)
        let bottom = min(height, (rows.upperBound + step - 1) / step + 1)
        var sums: (blue: Float, red: Float) = (0, 0)
        for y in top..<max(top, bottom) {
            for x in left..<max(left, right) {
                sums.blue += blue[y * width + x]
                sums.red += red[y * width + x]
            }
        }
        return (abs(sums.blue) + abs(sums.red)) / Float(max(1, (right - left) * (bottom - top)))
    }
}
