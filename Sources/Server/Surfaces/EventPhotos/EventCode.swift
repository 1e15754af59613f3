internal import Foundation
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// The UUID of an event, in lower case and with hyphens.
struct EventCode: Sendable {
    /// The attribute with a photo's event.
    static let attribute = "event_code"

    let text: String

    /// - Parameters:
    ///   - text: in any form that pydantic and PostgreSQL accept: with or without hyphens, in braces, as a URN.
    ///   - loc: its position in the body.
    /// - Throws: ``ValidationIssues`` if it is not valid.
    init(_ text: String, at loc: [JSONValue]) throws {
        var digits = text.lowercased()
        if digits.hasPrefix("urn:uuid:") { digits.removeFirst(9) }
        if digits.hasPrefix("{"), digits.hasSuffix("}") { digits = String(digits.dropFirst().dropLast()) }
        if digits.utf8.count == 32, digits.utf8.allSatisfy({ $0 != UInt8(ascii: "-") }) {
            var hyphenated = ""
            for (place, digit) in digits.enumerated() {
                if [8, 12, 16, 20].contains(place) { hyphenated += "-" }
                hyphenated.append(digit)
            }
            digits = hyphenated
        }
        guard let uuid = UUID(uuidString: digits) else {
            throw ValidationIssues([
                ValidationIssue(
                    ValidationIssue.Reason(
                        type: "uuid_parsing", message: "Input should be a valid UUID",
                        context: ["error": "it is not 32 hexadecimal digits"]), at: loc,
                    input: .string(String(text.prefix(200))))
            ])
        }
        self.text = uuid.uuidString.lowercased()
    }
}
