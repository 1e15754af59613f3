/// A header value with parameters: `form-data; name="file"; filename="a.jpg"` (RFC 2045 §5.1).
struct HeaderParameters {
    /// What stands before the first parameter, in lower case.
    let value: String
    /// The parameters in order, names in lower case, values unquoted but otherwise as sent.
    let parameters: [(name: String, value: String)]

    /// - Throws: ``MultipartError/malformedHeader``.
    init(parsing text: String) throws(MultipartError) {
        var rest = text.unicodeScalars[...]
        value = String(Self.take(from: &rest) { $0 != ";" }.trimmed()).lowercased()
        var parameters: [(name: String, value: String)] = []
        while !rest.isEmpty {
            rest.removeFirst()  // the semicolon
            let name = String(Self.take(from: &rest) { $0 != "=" && $0 != ";" }.trimmed()).lowercased()
            guard rest.first == "=" else {
                if name.isEmpty { continue }  // `;;` and a trailing semicolon are harmless
                throw .malformedHeader
            }
            rest.removeFirst()
            parameters.append((name, try Self.takeValue(from: &rest)))
        }
        self.parameters = parameters
    }

    /// The first parameter called `name`, unquoted.
    func raw(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// The parameter `name` of a form: its extended form (`name*`) where it is sound, else its plain form
    /// with `%22` read as a quote, as the HTML standard has browsers write it.
    func text(_ name: String) throws(MultipartError) -> String? {
        let plain = raw(name)
        guard let extended = raw(name + "*") else { return plain.map(Self.unescapingQuotes) }
        if let decoded = ExtendedValue.decode(extended) { return decoded }
        guard let plain else { throw .malformedHeader }
        return Self.unescapingQuotes(plain)
    }

    /// Takes a quoted string or a bare value, up to the next semicolon.
    private static func takeValue(
        from rest: inout Substring.UnicodeScalarView
    ) throws(MultipartError) -> String {
        _ = take(from: &rest) { $0 == " " || $0 == "\t" }
        guard rest.first == "\"" else { return String(take(from: &rest) { $0 != ";" }.trimmed()) }
        rest.removeFirst()
        let value = try takeQuoted(from: &rest)
        _ = take(from: &rest) { $0 == " " || $0 == "\t" }
        guard rest.isEmpty || rest.first == ";" else { throw .malformedHeader }
        return value
    }

    /// Takes the rest of a quoted string, its closing quote included. A backslash escapes a quote or a
    /// backslash; before anything else it is itself, since old browsers send `C:\pictures\a.jpg` raw.
    private static func takeQuoted(
        from rest: inout Substring.UnicodeScalarView
    ) throws(MultipartError) -> String {
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return String(value) }
            if scalar == "\\", let next = rest.first, next == "\"" || next == "\\" {
                value.append(next)
                rest.removeFirst()
            } else {
                value.append(scalar)
            }
        }
        throw .malformedHeader
    }

    private static func take(
        from rest: inout Substring.UnicodeScalarView, while predicate: (Unicode.Scalar) -> Bool
    ) -> Substring.UnicodeScalarView {
        let head = rest.prefix(while: predicate)
        rest = rest[head.endIndex...]
        return head
    }

    private static func unescapingQuotes(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        return text.split(separator: "%22", omittingEmptySubsequences: false).joined(separator: "\"")
    }
}

extension Substring.UnicodeScalarView {
    /// Without the spaces and tabs at both ends.
    func trimmed() -> Substring.UnicodeScalarView {
        var slice = drop { $0 == " " || $0 == "\t" }
        while let last = slice.last, last == " " || last == "\t" { slice.removeLast() }
        return slice
    }
}
