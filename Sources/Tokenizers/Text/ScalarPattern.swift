/// A sequence of sets of code points, each of which one code point of a text must be in.
///
/// A small part of regular expressions in Python's verbose notation: classes `[a-z…]` and `[^…]` with named sets `{name}`
/// in them, single characters, `\s`, `\w`, `.` and, at the beginning, `^`. Blanks outside classes mean nothing.
struct ScalarPattern: Sendable {
    private var sets: [ScalarSet] = []
    /// Whether it stands for a text's beginning only.
    private var isAnchored = false

    init(_ notation: String, names: [String: ScalarSet] = [:]) {
        var rest = Array(notation.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case " ": continue
            case "^": isAnchored = true
            case "[": sets.append(Self.popClass(&rest, names: names))
            case ".": sets.append(ScalarSet([0xA...0xA]).inverted)
            case "\\": sets.append(Self.popEscape(&rest))
            default: sets.append(ScalarSet([scalar.value...scalar.value]))
            }
        }
    }

    /// How many code points it takes.
    var count: Int { sets.count }

    /// Whether the text has it from `position` on.
    func matches(_ text: Scalars, at position: Int) -> Bool {
        guard position + sets.count <= text.count, !isAnchored || position == 0 else { return false }
        for offset in sets.indices where !sets[offset].contains(text[position + offset]) { return false }
        return true
    }

    private static func popClass(_ rest: inout Scalars.SubSequence, names: [String: ScalarSet]) -> ScalarSet {
        var ranges: [ClosedRange<UInt32>] = []
        var set = ScalarSet([])
        let isInverted = rest.first == "^"
        if isInverted { rest.removeFirst() }
        while let scalar = rest.popFirst(), scalar != "]" {
            if scalar == "{" {
                let name = rest.prefix { $0 != "}" }
                rest.removeFirst(min(rest.count, name.count + 1))
                if let named = names[String(String.UnicodeScalarView(name))] { set = set.union(named) }
                continue
            }
            let first = scalar == "\\" ? popHex(&rest) : scalar.value
            var last = first
            if rest.first == "-", rest.count > 1, rest[rest.startIndex + 1] != "]" {
                rest.removeFirst()
                let end = rest.removeFirst()
                last = end == "\\" ? popHex(&rest) : end.value
            }
            ranges.append(first...max(first, last))
        }
        set = set.union(ScalarSet(ranges))
        return isInverted ? set.inverted : set
    }

    private static func popEscape(_ rest: inout Scalars.SubSequence) -> ScalarSet {
        switch rest.first {
        case "s":
            rest.removeFirst()
            return PythonText.whiteSpace
        case "w":
            rest.removeFirst()
            return PythonText.wordCharacters
        default:
            let code = popHex(&rest)
            return ScalarSet([code...code])
        }
    }

    /// The number of `xHH`, the backslash of which has been read.
    private static func popHex(_ rest: inout Scalars.SubSequence) -> UInt32 {
        let digits = rest.prefix(3).dropFirst()
        rest.removeFirst(min(3, rest.count))
        return UInt32(String(String.UnicodeScalarView(digits)), radix: 16) ?? 0
    }
}

extension [ScalarPattern] {
    /// The first pattern that the text has at `position`.
    func first(in text: Scalars, at position: Int) -> ScalarPattern? {
        first { $0.matches(text, at: position) }
    }

    /// Whether the text has one of them anywhere.
    func occur(in text: Scalars) -> Bool {
        text.indices.contains { first(in: text, at: $0) != nil }
    }

    /// The text with each match replaced, from the left, like Python's `re.sub`.
    func replacing(in text: Scalars, with replacement: (Scalars.SubSequence) -> Scalars) -> Scalars {
        var result: Scalars = []
        result.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            if let pattern = first(in: text, at: position) {
                result += replacement(text[position..<position + pattern.count])
                position += pattern.count
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }
}
