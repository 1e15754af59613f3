import Foundation

/// The equivalent of another system's setting.
enum Translation {
    /// Our settings, with values.
    case settings([(name: String, value: String)])
    /// It already behaves like this.
    case isDefault(String)
    /// No setting is needed; the sentence says why.
    case unneeded(String)
    /// The value has no equivalent; the sentence says why.
    case unusable(String)

    /// The rule for one name.
    typealias Rule = @Sendable (String) -> Translation

    static func setting(_ name: String) -> Rule { { value in .settings([(name, value)]) } }

    /// Several values: comma-separated, or a JSON list, as Pydantic accepts them.
    static func list(_ name: String) -> Rule {
        { value in
            guard value.hasPrefix("[") else { return .settings([(name, value)]) }
            guard let values = try? JSONDecoder().decode([String].self, from: Data(value.utf8)) else {
                return .unusable("\(name) takes comma-separated values")
            }
            return .settings([(name, values.joined(separator: ","))])
        }
    }

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

    /// One of several words, in any case.
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
    /// Names without an equivalent.
    private(set) var unknown: [String] = []
    /// Values without an equivalent, and invalid lines.
    private(set) var problems: [String] = []

    var text: String { lines.joined(separator: "\n") + "\n" }

    init(_ file: EnvFile, rules: [String: Translation.Rule], system: Int) {
        lines = [
            "# Made by 'lookalike config translate --system \(system)'.",
            "# One server has all five systems on several ports: LOOKALIKE_PORT=8000,5000,8080", "",
        ]
        // If a name occurs twice, the last one counts.
        var last: [String: Int] = [:]
        for (number, line) in file.lines.enumerated() {
            if case .entry(let name, _) = line { last[name] = number }
        }
        for (number, line) in file.lines.enumerated() {
            switch line {
            case .empty: lines.append("")
            case .comment(let text): lines.append(Self.withoutSecret(text))
            case .other:
                // It may be part of a secret.
                lines.append("# (line \(number + 1) is no setting, and is not copied)")
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
        let shown = Self.isSecret(name, value) ? Self.secret : value
        let original = "# \(name)=\(shown.split { $0.isNewline }.joined(separator: " "))"
        switch translation {
        case .settings(let settings) where settings.contains { $0.value.contains(where: \.isNewline) }:
            lines.append("\(original)  (a value of several lines)")
            problems.append("\(name): a value has one line")
        case .settings(let settings):
            // Unquoted: our own `.env` files don't need quotes.
            lines += settings.map { "\($0.name)=\($0.value)" }
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

    private static let secret = "(a secret, not copied)"

    /// Judged by the name, or by an address with a password in the value.
    private static func isSecret(_ name: String, _ value: String) -> Bool {
        ["PASS", "PWD", "SECRET", "TOKEN", "CREDENTIAL", "KEY", "AUTH", "PRIVATE"]
            .contains { name.uppercased().contains($0) } || value.contains(/:\/\/[^\/\s]*@/)
    }

    /// A comment may be a disabled setting.
    private static func withoutSecret(_ comment: String) -> String {
        guard let match = comment.wholeMatch(of: /#+\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[=:](.*)/),
            isSecret(String(match.1), String(match.2))
        else { return comment.contains(/:\/\/[^\/\s]*@/) ? "# \(secret)" : comment }
        return "# \(match.1)=\(secret)"
    }
}
