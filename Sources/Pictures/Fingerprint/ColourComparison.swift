/// How far the colours of two aligned pictures are apart, place by place.
struct ColourComparison {
    private let width: Int
    private let height: Int
    /// For each pixel of the first picture's chroma; in levels of the brighter picture.
    private let distances: [Float]

    /// - Parameter gain: how much brighter the first picture is than the second.
    /// - Returns: nil if one is all grey: it may be of any colour.
    init?(_ a: PictureFingerprint, _ b: PictureFingerprint, _ alignment: Alignment, gain: Float) {
        if a.isColourless || b.isColourless { return nil }
        (width, height) = (a.chromaWidth, a.chromaHeight)
        var small = alignment
        let step = Float(PictureFingerprint.chromaStep)
        (small.left, small.top) = (alignment.left / step, alignment.top / step)
        var distances = [Float](repeating: 0, count: width * height)
        for (own, other) in [(a.blue, b.blue), (a.red, b.red)] {
            var seen: [Float] = []
            small.sample(
                other.applying(alignment.symmetry), columns: 0..<width, rows: 0..<height, into: &seen)
            for i in distances.indices {
                distances[i] += abs(own.levels[i] - 128 - gain * (seen[i] - 128)) / min(1, gain)
            }
        }
        self.distances = distances
    }

    /// The mean over an area of the first picture's luma, of both differences together.
    func distance(_ columns: Range<Int>, _ rows: Range<Int>) -> Float {
        let step = PictureFingerprint.chromaStep
        var sum: Float = 0
        var count: Float = 0
        for y in (rows.lowerBound / step)..<min(height, (rows.upperBound + step - 1) / step) {
            for x in (columns.lowerBound / step)..<min(width, (columns.upperBound + step - 1) / step) {
                sum += distances[y * width + x]
                count += 1
            }
        }
        return count > 0 ? sum / count : 0
    }
}
