internal import Logging

/// Values of a log as JSON (RFC 8259).
enum JSONText {
    static func add(_ value: Logger.MetadataValue, to line: inout String) {
        switch value {
        case .string(let text): add(text, to: &line)
        case .stringConvertible(let value): add(value, to: &line)
        case .array(let values): add(values, "[", "]", to: &line) { add($0, to: &$1) }
        case .dictionary(let values):
            add(values.sorted { $0.key < $1.key }, "{", "}", to: &line) { member, line in
                add(member.key, to: &line)
                line += ":"
                add(member.value, to: &line)
            }
        }
    }

    /// A text in quotes.
    static func add(_ text: String, to line: inout String) {
        line += "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            // U+2028 and U+2029 end lines for some readers.
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let digits = String(character.value, radix: 16)
                line += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: line.unicodeScalars.append(character)
            }
        }
        line += "\""
    }

    private static func add(_ value: any CustomStringConvertible & Sendable, to line: inout String) {
        switch value {
        case let number as any BinaryInteger & CustomStringConvertible: line += number.description
        case let number as Double where number.isFinite: line += number.description
        case let number as Float where number.isFinite: line += number.description
        case let flag as Bool: line += flag ? "true" : "false"
        default: add(value.description, to: &line)
        }
    }

    private static func add<Item>(
        _ items: [Item], _ begin: String, _ end: String, to line: inout String,
        _ body: (Item, inout String) -> Void
    ) {
        line += begin
        for (place, item) in items.enumerated() {
            if place > 0 { line += "," }
            body(item, &line)
        }
        line += end
    }
}
