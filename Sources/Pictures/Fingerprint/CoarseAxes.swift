internal import CLookalikeRegistration

/// Which pixels of a side make those of a shorter or longer one, by a triangle as wide as the reduction: each new pixel is the
/// mean of what it covers; enlarged, of the pixels beside. For all sizes that ``CoarsePlanes`` has.
struct CoarseAxes: Sendable {
    /// New pixels of each size.
    private(set) var counts: [Int] = []
    private let old: Int
    /// For each new pixel of all sizes, the first old one and how many there are.
    private var first: [Int32] = []
    private var taps: [Int32] = []
    private var weights: [Float] = []
    /// Where the weights of each size begin.
    private var starts: [Int] = []

    private init(of old: Int) {
        self.old = old
        for detail in CoarsePlanes.Detail.allCases {
            let factor = Float(detail.rawValue) / Float(PictureFingerprint.longSide)
            for scale in CoarsePlanes.scales {
                // A side of less than three pixels can't be moved.
                add(max(3, Int((Float(old) * (factor * scale)).rounded())))
            }
        }
    }

    private mutating func add(_ new: Int) {
        counts.append(new)
        starts.append(weights.count)
        let scale = Double(old) / Double(new)
        let reach = max(1, scale)
        for i in 0..<new {
            let centre = (Double(i) + 0.5) * scale
            let begin = max(0, Int((centre - reach).rounded(.down)))
            let end = min(old, Int((centre + reach).rounded(.up)))
            let own = (begin..<end).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / reach)) }
            let sum = own.reduce(0, +)
            first.append(Int32(begin))
            taps.append(Int32(end - begin))
            weights += own.map { Float($0 / sum) }
        }
    }

    /// One axis for each size, as C takes them; they hold as long as `body` runs.
    func withAxes(_ body: (UnsafePointer<cregistration_axis>) -> Void) {
        first.withUnsafeBufferPointer { first in
            taps.withUnsafeBufferPointer { taps in
                weights.withUnsafeBufferPointer { weights in
                    var place = 0
                    let axes = counts.indices.map { size in
                        defer { place += counts[size] }
                        // Sound: `init` has added this many numbers for each size.
                        return cregistration_axis(
                            old: Int32(old), count: Int32(counts[size]), first: first.baseAddress! + place,
                            taps: taps.baseAddress! + place, weights: weights.baseAddress! + starts[size])
                    }
                    axes.withUnsafeBufferPointer { body($0.baseAddress!) }
                }
            }
        }
    }

    /// By the length of the side: some 700 KB.
    static let all: [CoarseAxes?] = (0...PictureFingerprint.longSide).map { side in
        side < PictureFingerprint.leastSide ? nil : CoarseAxes(of: side)
    }
}
