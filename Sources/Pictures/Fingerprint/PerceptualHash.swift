internal import Foundation

/// 256 bits that are nearly the same for pictures that look the same: the signs of the lowest 16 × 16 frequencies of the
/// luma, as in PDQ (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019), but
/// compared with zero in place of the median. So mirroring flips the signs of odd frequencies and nothing else, and the
/// hash of a turned picture follows from the hash alone.
public struct PerceptualHash: Sendable, Hashable {
    /// Bit `16 * row + column` is the sign of the frequency (`column`, `row`); the mean has none, its bit is 0.
    public let words: SIMD4<UInt64>

    /// A hash by its words.
    public init(words: SIMD4<UInt64>) { self.words = words }

    /// How many bits differ: 0 for equal hashes, about 128 for two pictures that have nothing in common.
    public func distance(to other: PerceptualHash) -> Int {
        let differing = words ^ other.words
        return differing[0].nonzeroBitCount + differing[1].nonzeroBitCount + differing[2].nonzeroBitCount
            + differing[3].nonzeroBitCount
    }

    /// The hashes of the picture turned and mirrored in all eight ways; the first is the hash itself.
    public var variants: [PerceptualHash] { Symmetry.all.map(applying) }

    func applying(_ symmetry: Symmetry) -> PerceptualHash {
        var flipped = words
        if symmetry.flipsColumns { flipped ^= Self.oddColumns }
        if symmetry.flipsRows { flipped ^= Self.oddRows }
        guard symmetry.exchangesSides else { return PerceptualHash(words: flipped) }
        var turned = SIMD4<UInt64>.zero
        for row in 0..<16 {
            for column in 0..<16 where flipped[row / 4] >> UInt64(16 * (row % 4) + column) & 1 == 1 {
                turned[column / 4] |= 1 << UInt64(16 * (column % 4) + row)
            }
        }
        return PerceptualHash(words: turned)
    }

    private static let oddColumns = SIMD4<UInt64>(repeating: 0xAAAA_AAAA_AAAA_AAAA)
    private static let oddRows =
        SIMD4<UInt64>(repeating: 0xFFFF_0000_FFFF_0000)
        & ~SIMD4<UInt64>(1, 0, 0, 0)
}

extension PerceptualHash {
    /// - Returns: the hash, and how much there is to see in the plane: the mean size of its frequencies, in levels.
    static func make(of plane: GreyPlane) -> (hash: PerceptualHash, contrast: Float) {
        let columns = cosines(plane.width)
        let rows = cosines(plane.height)
        // Along the rows, then along the columns.
        var narrow = [Float](repeating: 0, count: 16 * plane.height)
        for y in 0..<plane.height {
            for k in 0..<16 {
                var sum: Float = 0
                for x in 0..<plane.width { sum += columns[k * plane.width + x] * plane[x, y] }
                narrow[k * plane.height + y] = sum
            }
        }
        var words = SIMD4<UInt64>.zero
        var total: Float = 0
        for row in 0..<16 {
            for column in 0..<16 where row + column > 0 {
                var sum: Float = 0
                for y in 0..<plane.height {
                    sum += rows[row * plane.height + y] * narrow[column * plane.height + y]
                }
                if sum > 0 { words[row / 4] |= 1 << UInt64(16 * (row % 4) + column) }
                total += abs(sum)
            }
        }
        return (PerceptualHash(words: words), total / Float(255 * plane.width * plane.height))
    }

    private static func cosines(_ length: Int) -> [Float] {
        (0..<16).flatMap { k in
            (0..<length).map { Float(cos(Double.pi / Double(length) * (Double($0) + 0.5) * Double(k))) }
        }
    }
}
