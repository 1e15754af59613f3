/// Fits a curve that never falls to yes-or-no observations: pool adjacent violators (Ayer et al., "An empirical distribution
/// function for sampling with incomplete information", 1955).
struct MonotoneFit {
    /// Observations of about the same place.
    private struct Block {
        var places: Double
        var hits: Double
        var count: Double

        var share: Double { hits / count }

        mutating func add(_ other: Block) {
            places += other.places
            hits += other.hits
            count += other.count
        }
    }

    /// Observations by steps of a thousandth.
    private var bins: [Int: Block] = [:]

    mutating func add(at place: Double, isHit: Bool) {
        let bin = Int((place * 1_000).rounded())
        bins[bin, default: Block(places: 0, hits: 0, count: 0)].add(
            Block(places: place, hits: isHit ? 1 : 0, count: 1))
    }

    mutating func add(_ other: MonotoneFit) {
        for (bin, block) in other.bins { bins[bin, default: Block(places: 0, hits: 0, count: 0)].add(block) }
    }

    /// The fitted curve, ascending: the mean place and the share of hits of each block, at most `limit` of them. A
    /// share is never quite 0 or 1: one more observation of each kind is assumed (Laplace's rule).
    func points(limit: Int) -> [(place: Double, share: Double)] {
        let total = bins.values.reduce(0) { $0 + $1.count }
        let least = max(1, total / Double(4 * limit))
        var blocks: [Block] = []
        for bin in bins.keys.sorted() {
            // Sound: the key is one of the dictionary's.
            blocks.append(bins[bin]!)
            while blocks.count > 1 {
                let (before, last) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
                guard before.share >= last.share || before.count < least else { break }
                blocks.removeLast()
                blocks[blocks.count - 1].add(last)
            }
        }
        let curve = blocks.map { ($0.places / $0.count, ($0.hits + 1) / ($0.count + 2)) }
        return Self.thinned(Self.rising(curve), limit)
    }

    /// Laplace's rule can turn the order of two blocks of few observations.
    private static func rising(_ curve: [(Double, Double)]) -> [(place: Double, share: Double)] {
        var highest = 0.0
        return curve.map { place, share in
            highest = max(highest, share)
            return (place, highest)
        }
    }

    private static func thinned(
        _ curve: [(place: Double, share: Double)], _ limit: Int
    ) -> [(place: Double, share: Double)] {
        guard curve.count > limit else { return curve }
        return (0..<limit).map { curve[$0 * (curve.count - 1) / (limit - 1)] }
    }
}
