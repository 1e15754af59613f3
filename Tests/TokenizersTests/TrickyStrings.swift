import Foundation

/// The strings that tokenizers are compared on, made as `benchmarks/tokenizers/strings.py` makes them.
struct TrickyStrings: Decodable {
    static let count = 10_000

    let lists: [[String]]
    let separators: [String]
    let ranges: [[UInt32]]

    subscript(index: Int) -> String {
        var random = SplitMix64(state: UInt64(index))
        let count = index % 50 == 49 ? 200 : 1 + random.below(12)
        let kinds = (0..<(index.isMultiple(of: 2) ? 2 : 6)).map { _ in random.below(lists.count + 2) }
        var text = String.UnicodeScalarView()
        for position in 0..<count {
            if position > 0 { text += separators[random.below(separators.count)].unicodeScalars }
            let kind = kinds[random.below(kinds.count)]
            if kind < lists.count {
                text += lists[kind][random.below(lists[kind].count)].unicodeScalars
            } else if kind == lists.count {
                let bound = (0..<(1 + random.below(7))).reduce(1) { bound, _ in 10 * bound }
                text += String(random.below(bound)).unicodeScalars
            } else {
                for _ in 0..<(1 + random.below(4)) {
                    let range = ranges[random.below(ranges.count)]
                    let code = range[0] + UInt32(random.below(Int(range[1] - range[0] + 1)))
                    Unicode.Scalar(code).map { text.append($0) }
                }
            }
        }
        return String(text)
    }
}

/// Steele, Lea, Flood 2014.
struct SplitMix64 {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }
}
