import Foundation

/// A `.env` file as read by python-dotenv, Docker Compose and shells: `NAME=value` lines, with or without `export `
/// and quotes, and comments on their own lines or after values.
struct EnvFile {
    enum Line: Equatable {
        case empty
        /// Including its `#`.
        case comment(String)
        case entry(name: String, value: String)
        /// Anything else.
        case other(String)
    }

    let lines: [Line]

    init(_ text: String) {
        let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { Self.line(String($0)) }
    }

    private static func line(_ text: String) -> Line {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        if trimmed.isEmpty { return .empty }
        if trimmed.hasPrefix("#") { return .comment(trimmed) }
        guard let match = trimmed.wholeMatch(of: /(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)/) else {
            return .other(trimmed)
        }
        guard let value = value(String(match.2)) else { return .other(trimmed) }
        return .entry(name: String(match.1), value: value)
    }

    /// - Returns: nil if a quote is not closed, or is followed by something other than a comment.
    private static func value(_ text: String) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            // A `#` starts a comment only after white space; otherwise it is part of the value.
            let end = text.firstRange(of: /(?:^|\s)#/)?.lowerBound ?? text.endIndex
            return text[..<end].trimmingCharacters(in: .whitespaces)
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote {
                let after = rest.drop { $0.isWhitespace }
                return after.isEmpty || after.hasPrefix("#") ? value : nil
            }
            if character == "\\", quote == "\"", let next = rest.popFirst() {
                value.append(next == "n" ? "\n" : next == "t" ? "\t" : next)
            } else {
                value.append(character)
            }
        }
        return nil
    }
}
