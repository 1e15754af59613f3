internal import LookalikeWeights

extension WeightTensor {
    /// DINOv2's table of positions for another grid: its first row stays, the others are resized bicubically.
    ///
    /// The makers' code gives PyTorch a scale of (new + 0.1) / old, and PyTorch takes the place of a sample from the
    /// scale and not from the sizes: all samples lie a little before those of an exact resizing.
    ///
    /// - Parameter offset: 0.1, or 0 for an exact resizing.
    /// - Returns: new · new + 1 × width.
    func resizedPositions(from old: Int, to new: Int, offset: Double) -> WeightTensor {
        let width = shape.last ?? 0
        if old == new { return reshaped([old * old + 1, width]) }
        return mapped(shape: [new * new + 1, width]) { numbers throws(WeightFileError) in
            let samples = CubicSample.all(from: old, to: new, step: Double(old) / (Double(new) + offset))
            var table = Array(numbers.prefix(width))
            table.reserveCapacity((new * new + 1) * width)
            for row in samples {
                for column in samples {
                    for channel in 0..<width {
                        var sum = 0.0
                        for (y, down) in zip(row.places, row.weights) {
                            for (x, across) in zip(column.places, column.weights) {
                                sum += down * across * Double(numbers[(1 + y * old + x) * width + channel])
                            }
                        }
                        table.append(Float(sum))
                    }
                }
            }
            return table
        }
    }
}

/// The four elements of a line that a sample between them is made of.
private struct CubicSample {
    let places: [Int]
    let weights: [Double]

    /// - Parameter step: from one sample to the next.
    static func all(from old: Int, to new: Int, step: Double) -> [CubicSample] {
        (0..<new).map { index in
            let center = (Double(index) + 0.5) * step - 0.5
            let first = center.rounded(.down)
            // Elements beyond the ends are those at the ends.
            let places = (-1...2).map { min(max(Int(first) + $0, 0), old - 1) }
            return CubicSample(places: places, weights: (-1...2).map { kernel(center - first - Double($0)) })
        }
    }

    /// The cubic convolution kernel with a = −0.75, as PyTorch has it.
    private static func kernel(_ distance: Double) -> Double {
        let (a, x) = (-0.75, abs(distance))
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
    }
}
