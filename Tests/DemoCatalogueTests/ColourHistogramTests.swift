import LookalikeDemoCatalogue
import Testing

/// The catalogue must be one on which a search by colour alone goes wrong.
@Suite(.timeLimit(.minutes(10))) struct ColourHistogramTests {
    @Test(arguments: [4, 8]) func nearestByColourIsSeldomOfTheSameKind(levels: Int) {
        let pictures = DemoCatalogue.images
        let histograms = RenderingTests.images.map { histogram($0, levels: levels) }
        var right = 0
        for (index, query) in histograms.enumerated() {
            var best = (distance: Float.infinity, index: index)
            for (other, candidate) in histograms.enumerated() where other != index {
                let distance = distance(query, candidate)
                if distance < best.distance { best = (distance, other) }
            }
            if pictures[best.index].kind == pictures[index].kind { right += 1 }
        }
        let share = Double(right) / Double(pictures.count)
        print("colour histogram with \(levels) levels a channel: right for \(right) of \(pictures.count)")
        #expect(share < 0.4)
    }

    /// The share of pixels in each cell of a grid of red, green and blue, `levels` a side.
    private func histogram(_ image: RGBImage, levels: Int) -> [Float] {
        var counts = [Float](repeating: 0, count: levels * levels * levels)
        let share = 1 / Float(image.width * image.height)
        for start in stride(from: 0, to: image.bytes.count, by: 3) {
            let cell = image.bytes[start..<start + 3].reduce(0) { $0 * levels + Int($1) * levels / 256 }
            counts[cell] += share
        }
        return counts
    }

    /// The sum of the differences, 0 to 2.
    private func distance(_ a: [Float], _ b: [Float]) -> Float {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
    }
}
