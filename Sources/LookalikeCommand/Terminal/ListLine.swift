import Foundation

/// A path on a line of its own.
enum ListLine {
    /// The path as it is; as a JSON string where it begins with a quotation mark, or has a character that some reader
    /// of lines takes for the end of one, as Python's `splitlines` does.
    static func text(_ path: String) -> String {
        let needsQuotes = path.hasPrefix("\"") || path.unicodeScalars.contains(where: endsLine)
        guard needsQuotes else { return path }
        var quoted = "\""
        for scalar in path.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where endsLine(scalar): quoted += String(format: "\\u%04x", scalar.value)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || [0x85, 0x2028, 0x2029].contains(scalar.value)
    }
}
