/// How names, labels and numbers are written (prometheus.io/docs/concepts/data_model).
enum Exposition {
    /// - Parameter labels: as ``labels(_:)`` writes them.
    static func line(_ name: String, _ labels: String, _ value: Double) -> String {
        labels.isEmpty ? "\(name) \(number(value))\n" : "\(name){\(labels)} \(number(value))\n"
    }

    /// A whole number without its ".0".
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { "\(name($0.0))=\"\(escape(label: $0.1))\"" }.joined(separator: ",")
    }

    /// Letters, digits, `_` and `:`, beginning with no digit.
    static func name(_ text: String) -> String {
        var name = ""
        for character in text.unicodeScalars {
            switch character {
            case "a"..."z", "A"..."Z", "_", ":": name.unicodeScalars.append(character)
            case "0"..."9": name += name.isEmpty ? "_\(character)" : "\(character)"
            default: name += "_"
            }
        }
        return name
    }

    static func escape(help text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    static func escape(label text: String) -> String {
        escape(help: text).replacing("\"", with: "\\\"")
    }
}
