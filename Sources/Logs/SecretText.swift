internal import Foundation

/// Removes secrets from texts.
enum SecretText {
    static let hidden = "[hidden]"
    private static let longest = 4_000
    private static let names = [
        "password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "authorization",
        "credential",
        "cookie",
    ]

    /// Whether a field's name says that its value is a secret.
    static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return names.contains { name.contains($0) }
    }

    static func clean(_ text: String) -> String {
        var text = text
        if text.contains("://") { text = withoutUsers(text) }
        if text.contains("=") { text = withoutParameters(text) }
        if text.contains("base64,") { text = withoutBase64(text) }
        guard text.utf8.count > longest else { return text }
        return text.prefix(longest) + "…"
    }

    /// `postgres://user:password@host` without what is before the `@`.
    private static func withoutUsers(_ text: String) -> String {
        let parts = text.components(separatedBy: "://")
        return parts.dropFirst().reduce(into: parts[0]) { result, part in
            let authority = part.prefix { !" /?#\"'<>\n".contains($0) }
            if let end = authority.lastIndex(of: "@") {
                result += "://\(hidden)" + part[end...]
            } else {
                result += "://" + part
            }
        }
    }

    /// `api_key=…` without the value.
    private static func withoutParameters(_ text: String) -> String {
        let parts = text.components(separatedBy: "=")
        var result = parts[0]
        for (before, part) in zip(parts, parts.dropFirst()) {
            let name = before.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
            let isName = isSecret(String(name.reversed()))
            result += "=" + (isName ? hidden + part.drop { !" &;,\"'\n".contains($0) } : part)
        }
        return result
    }

    /// `data:image/jpeg;base64,…` without the picture.
    private static func withoutBase64(_ text: String) -> String {
        let parts = text.components(separatedBy: "base64,")
        return parts.dropFirst().reduce(into: parts[0]) { result, part in
            let isDigit = { (character: Character) in
                character.isASCII && (character.isLetter || character.isNumber) || "+/=-_".contains(character)
            }
            result += "base64," + hidden + part.drop(while: isDigit)
        }
    }
}
