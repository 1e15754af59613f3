/// What becomes of the delimiters where text is split (Hugging Face's `SplitDelimiterBehavior`).
enum DelimiterBehavior: String, Sendable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"

    /// - Parameter delimiters: ranges of the text, in order, which do not overlap.
    /// - Returns: the parts that are not empty.
    func parts(of text: Scalars, delimiters: [Range<Int>]) -> [Scalars] {
        var all: [(range: Range<Int>, isDelimiter: Bool)] = []
        var position = 0
        for delimiter in delimiters {
            if position < delimiter.lowerBound { all.append((position..<delimiter.lowerBound, false)) }
            all.append((delimiter, true))
            position = delimiter.upperBound
        }
        if position < text.count { all.append((position..<text.count, false)) }
        return ranges(all).filter { !$0.isEmpty }.map { Scalars(text[$0]) }
    }

    private func ranges(_ all: [(range: Range<Int>, isDelimiter: Bool)]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var followsDelimiter = false
        switch self {
        case .removed: return all.filter { !$0.isDelimiter }.map(\.range)
        case .isolated: return all.map(\.range)
        case .mergedWithPrevious, .contiguous:
            for (range, isDelimiter) in all {
                let joins =
                    self == .contiguous ? isDelimiter == followsDelimiter : isDelimiter && !followsDelimiter
                if joins, let last = ranges.last {
                    ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
                } else {
                    ranges.append(range)
                }
                followsDelimiter = isDelimiter
            }
            return ranges
        case .mergedWithNext:
            for (range, isDelimiter) in all.reversed() {
                if isDelimiter, !followsDelimiter, let last = ranges.last {
                    ranges[ranges.count - 1] = range.lowerBound..<last.upperBound
                } else {
                    ranges.append(range)
                }
                followsDelimiter = isDelimiter
            }
            return ranges.reversed()
        }
    }
}

/// A pattern of a normalizer or a pre-tokenizer: a text, or one of the few regular expressions that occur in published files.
enum TextPattern: Sendable {
    case text(Scalars)
    /// Two blanks or more.
    case blanks
    /// White space, one or more.
    case spaces
    /// Blanks at the beginning and at the end.
    case outerBlanks

    /// Where it occurs, from the left.
    func ranges(in text: Scalars) -> [Range<Int>] {
        switch self {
        case .text(let wanted): Self.ranges(of: wanted, in: text)
        case .blanks: Self.runs(in: text) { $0 == " " }.filter { $0.count > 1 }
        case .spaces: Self.runs(in: text) { $0.properties.isWhitespace }
        case .outerBlanks:
            Self.runs(in: text) { $0 == " " }.filter { $0.lowerBound == 0 || $0.upperBound == text.count }
        }
    }

    private static func ranges(of wanted: Scalars, in text: Scalars) -> [Range<Int>] {
        guard !wanted.isEmpty else { return [] }
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            if text.has(wanted, at: position) {
                ranges.append(position..<position + wanted.count)
                position += wanted.count
            } else {
                position += 1
            }
        }
        return ranges
    }

    private static func runs(in text: Scalars, of isWanted: (Unicode.Scalar) -> Bool) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for (position, scalar) in text.enumerated() where isWanted(scalar) {
            if let last = ranges.last, last.upperBound == position {
                ranges[ranges.count - 1] = last.lowerBound..<position + 1
            } else {
                ranges.append(position..<position + 1)
            }
        }
        return ranges
    }

    func replacing(in text: Scalars, with replacement: Scalars) -> Scalars {
        var result: Scalars = []
        var position = 0
        for range in ranges(in: text) {
            result += text[position..<range.lowerBound] + replacement
            position = range.upperBound
        }
        return position == 0 ? text : result + text[position...]
    }
}
