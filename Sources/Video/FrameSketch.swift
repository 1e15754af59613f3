/// A coarse copy of a frame: 32 × 32 cells of brightness, then 16 × 16 of each colour difference, 0–255.
public struct FrameSketch: Sendable, Equatable {
    /// Cells of brightness.
    static let lumaCount = 32 * 32
    /// Cells of one colour difference.
    static let chromaCount = 16 * 16
    static let count = lumaCount + 2 * chromaCount

    let cells: [UInt8]

    /// - Parameter cells: 1,024 of brightness and 256 of each colour difference, by rows.
    public init(cells: [UInt8]) {
        precondition(cells.count == Self.count, "a sketch has \(Self.count) cells")
        self.cells = cells
    }

    /// How unlike two frames are: the mean difference of the brightness plus those of the two colour differences, in levels
    /// of 255; and the largest difference of a cell.
    func difference(to other: FrameSketch) -> (mean: Double, largest: Int) {
        var sums = (luma: 0, chroma: 0)
        var largest = 0
        // Both have as many cells.
        for place in 0..<Self.count {
            let difference = abs(Int(cells[place]) - Int(other.cells[place]))
            largest = max(largest, difference)
            if place < Self.lumaCount { sums.luma += difference } else { sums.chroma += difference }
        }
        return (
            Double(sums.luma) / Double(Self.lumaCount) + Double(sums.chroma) / Double(Self.chromaCount),
            largest
        )
    }
}
