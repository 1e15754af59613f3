/// Alternatives of a regular expression, at most 64, of which the first one that matches counts.
struct ScalarPatterns: Sendable {
    private let patterns: [ScalarPattern]
    /// By code point: a bit for each pattern that may begin with it.
    private let candidates: [UInt64]
    /// What holds for code points beyond these.
    private let others: UInt64

    /// The characters that appear in patterns are below, but for a few.
    private static let bound: UInt32 = 0x2700

    init(_ patterns: [ScalarPattern]) {
        self.patterns = patterns
        var candidates: [UInt64] = Array(repeating: 0, count: Int(Self.bound))
        var others: UInt64 = 0
        for (number, pattern) in patterns.enumerated() {
            for range in pattern.first.ranges {
                if range.upperBound >= Self.bound { others |= 1 << UInt64(number) }
                guard range.lowerBound < Self.bound else { continue }
                for code in range.lowerBound...min(range.upperBound, Self.bound - 1) {
                    candidates[Int(code)] |= 1 << UInt64(number)
                }
            }
        }
        self.candidates = candidates
        self.others = others
    }

    /// How many code points the first pattern takes that the text has at `position`; nil if it has none.
    func match(_ text: Scalars, at position: Int) -> Int? {
        let code = text[position].value
        var numbers = code < Self.bound ? candidates[Int(code)] : others
        while numbers != 0 {
            let pattern = patterns[numbers.trailingZeroBitCount]
            if pattern.matches(text, at: position) { return pattern.count }
            numbers &= numbers - 1
        }
        return nil
    }

    /// Whether the text has one of them anywhere.
    func occur(in text: Scalars) -> Bool { text.indices.contains { match(text, at: $0) != nil } }

    /// The text with each match replaced, from the left, like Python's `re.sub`.
    func replacing(in text: Scalars, with replacement: (Scalars.SubSequence) -> Scalars) -> Scalars {
        var result: Scalars = []
        result.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            if let count = match(text, at: position) {
                result += replacement(text[position..<position + count])
                position += count
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }
}
