/// A small generator of pseudo-random numbers: the same seed gives the same numbers everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// The next number from 0 up to 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// The next number from `low` up to `high`.
    mutating func between(_ low: Double, _ high: Double) -> Double { lerp(low, high, unit()) }

    /// The numbers from 0 up to `count` in a random order.
    ///
    /// Not `Array.shuffled`, whose way of shuffling may change with the standard library.
    mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for index in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(index, Int(next() % UInt64(index + 1)))
        }
        return order
    }

    /// Scrambles the bits of a number.
    static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Smooth noise between 0 and 1, for wood and cloth.
struct Noise: Sendable {
    let seed: UInt64

    func at(_ x: Double, _ y: Double) -> Double {
        let (left, top) = (x.rounded(.down), y.rounded(.down))
        let (u, v) = (smooth(x - left), smooth(y - top))
        let (column, row) = (Int(left), Int(top))
        return lerp(
            lerp(corner(column, row), corner(column + 1, row), u),
            lerp(corner(column, row + 1), corner(column + 1, row + 1), u), v)
    }

    private func smooth(_ t: Double) -> Double { t * t * (3 - 2 * t) }

    private func corner(_ column: Int, _ row: Int) -> Double {
        let place = UInt64(bitPattern: Int64(column)) &* 0x1F12_3BB5 ^ UInt64(bitPattern: Int64(row)) << 32
        return Double(SplitMix64.mixed(place ^ seed) >> 40) * 0x1p-24
    }
}
