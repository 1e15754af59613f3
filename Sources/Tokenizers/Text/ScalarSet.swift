/// A text as code points: neither graphemes nor canonical equivalence play a part.
typealias Scalars = [Unicode.Scalar]

/// A set of code points, kept as ranges.
struct ScalarSet: Sendable {
    /// Sorted; they neither overlap nor touch.
    let ranges: [ClosedRange<UInt32>]

    init(_ ranges: some Sequence<ClosedRange<UInt32>>) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    /// - Parameter hex: hexadecimal code points and ranges, such as `"a0 2013-2015"`.
    init(hex: String) {
        self.init(
            hex.split(whereSeparator: \.isWhitespace).compactMap { word in
                let ends = word.split(separator: "-").compactMap { UInt32($0, radix: 16) }
                guard let first = ends.first, let last = ends.last, first <= last else { return nil }
                return first...last
            })
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar.value
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    /// All other code points.
    var inverted: ScalarSet {
        var others: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if next < range.lowerBound { others.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { others.append(next...0x10FFFF) }
        return ScalarSet(others)
    }
}

extension Unicode.Scalar {
    var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }

    /// Whether it is of the general category L.
    var isLetter: Bool {
        if isASCII { return isASCIILetter }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// Whether it is of the general category N.
    var isNumber: Bool {
        if isASCII { return isASCIIDigit }
        return switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }
}
