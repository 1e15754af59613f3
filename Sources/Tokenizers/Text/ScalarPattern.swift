/// A sequence of sets of code points, each of which one code point of a text must be in.
///
/// A small part of regular expressions in Python's verbose notation: classes `[a-z…]` and `[^…]` with named sets `{name}`
/// in them, single characters, `\s`, `.`, `\w` at the end, and, at the beginning, `^`. Blanks outside classes mean nothing.
struct ScalarPattern: Sendable {
    private var sets: [ScalarSet] = []
    /// Whether it stands for a text's beginning only.
    private var isAnchored = false
    /// Whether a letter, a number or a low line must follow, which belongs to it.
    private var endsWithWord = false

    init(_ notation: String, names: [String: ScalarSet] = [:]) {
        var rest = Array(notation.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case " ": continue
            case "^": isAnchored = true
            case "[": sets.append(Self.popClass(&rest, names: names))
            case ".": sets.append(ScalarSet([0xA...0xA]).inverted)
            case "\\" where rest.first == "w":
                rest.removeFirst()
                endsWithWord = true
            case "\\": sets.append(Self.popEscape(&rest))
            default: sets.append(ScalarSet([scalar.value...scalar.value]))
            }
        }
    }

    /// What it begins with.
    var first: ScalarSet { sets[0] }

    /// How many code points it takes.
    var count: Int { sets.count + (endsWithWord ? 1 : 0) }

    /// Whether the text has it from `position` on.
    func matches(_ text: Scalars, at position: Int) -> Bool {
        guard position + count <= text.count, !isAnchored || position == 0 else { return false }
        for offset in sets.indices where !sets[offset].contains(text[position + offset]) { return false }
        return !endsWithWord || PythonText.isWord(text[position + sets.count])
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
        if rest.first == "s" {
            rest.removeFirst()
            return PythonText.whiteSpace
        }
        let code = popHex(&rest)
        return ScalarSet([code...code])
    }

    /// The number of `xHH`, the backslash of which has been read.
    private static func popHex(_ rest: inout Scalars.SubSequence) -> UInt32 {
        let digits = rest.prefix(3).dropFirst()
        rest.removeFirst(min(3, rest.count))
        return UInt32(String(String.UnicodeScalarView(digits)), radix: 16) ?? 0
    }
}
