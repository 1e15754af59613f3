import Foundation

/// What a setting of one of the five systems is in Lookalike.
enum Translation {
    /// Settings of ours, with values.
    case settings([(name: String, value: String)])
    /// It holds in any case.
    case isDefault(String)
    /// There is nothing to set; the sentence says why.
    case unneeded(String)
    /// The value can't be taken over; the sentence says why.
    case unusable(String)

    /// A rule for one name.
    typealias Rule = @Sendable (String) -> Translation

    static func setting(_ name: String) -> Rule { { value in .settings([(name, value)]) } }

    static func needless(_ reason: String) -> Rule { { _ in .unneeded(reason) } }

    /// A whole number within bounds.
    static func number(_ name: String, _ range: ClosedRange<Int>) -> Rule {
        { value in
            guard let number = Int(value), range.contains(number) else {
                return .unusable(
                    "\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return .settings([(name, String(number))])
        }
    }

    /// One of some words, whatever their case.
    static func word(_ name: String, _ words: [String: String]) -> Rule {
        { value in
            guard let word = words[value.lowercased()] else {
                return .unusable(
                    "\(name) takes \(Set(words.values).sorted().joined(separator: ", "))")
            }
            return .settings([(name, word)])
        }
    }

    static func collection(_ name: String) -> Rule {
        { value in
            guard value.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,99}/) != nil else {
                return .unusable("\(name) takes letters, digits, '-', '_' and '.'")
            }
            return .settings([(name, value)])
        }
    }
}

/// A translated file.
struct TranslatedFile {
    private(set) var lines: [String] = []
    /// Names that Lookalike has nothing for.
    private(set) var unknown: [String] = []
    /// Values that it can't take over, and lines that are none.
    private(set) var problems: [String] = []

    var text: String { lines.joined(separator: "\n") + "\n" }

    init(_ file: EnvFile, rules: [String: Translation.Rule], system: Int) {
        lines = [
            "# Made by 'lookalike config translate --system \(system)'.",
            "# One server has all five systems on several ports: LOOKALIKE_PORT=8000,5000,8080", "",
        ]
        // Of a name that comes twice the last counts.
        var last: [String: Int] = [:]
        for (number, line) in file.lines.enumerated() {
            if case .entry(let name, _) = line { last[name] = number }
        }
        for (number, line) in file.lines.enumerated() {
            switch line {
            case .empty: lines.append("")
            case .comment(let text): lines.append(text)
            case .other(let text):
                lines.append("# \(text)")
                problems.append("line \(number + 1) is no setting")
            case .entry(let name, let value):
                let isLast = last[name] == number
                add(
                    name, value, isLast ? rules[name]?(value) : .unneeded("set again below"),
                    isKnown: rules[name] != nil)
            }
        }
        while lines.last == "" { lines.removeLast() }
    }

    private mutating func add(_ name: String, _ value: String, _ translation: Translation?, isKnown: Bool) {
        let shown = Self.isSecret(name) ? "(a secret, not copied)" : value
        let original = "# \(name)=\(shown.split { $0.isNewline }.joined(separator: " "))"
        switch translation {
        case .settings(let settings):
            lines += settings.map { "\($0.name)=\(Self.quoted($0.value))" }
        case .isDefault(let sentence), .unneeded(let sentence):
            lines.append("\(original)  (\(sentence))")
        case .unusable(let sentence):
            lines.append("\(original)  (\(sentence))")
            problems.append("\(name): \(sentence)")
        case nil:
            lines.append("\(original)  (unknown to Lookalike)")
            unknown.append(name)
        }
    }

    private static func isSecret(_ name: String) -> Bool {
        ["PASS", "SECRET", "TOKEN", "CREDENTIAL", "API_KEY"].contains { name.uppercased().contains($0) }
    }

    private static func quoted(_ value: String) -> String {
        value.contains { $0.isWhitespace || $0 == "#" || $0 == "'" } ? "\"\(value)\"" : value
    }
}
