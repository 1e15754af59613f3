public import LookalikeJSON

extension Int: ParameterValue {
    /// An integer without bounds.
    public static var parameterSchema: Schema { Schema(.integer) }
    /// A number without a fraction.
    public var json: JSONValue { .int(self) }

    /// Reads a decimal integer: a sign, single underscores between digits, a fraction of zeros and white
    /// space around it are allowed. (The sign stands first, unlike pydantic's, for which `0-6` is -6.)
    public static func read(_ text: String) -> ParameterReading<Int> {
        guard var digits = numeral(text) else { return .refused(.intParsing) }
        if let point = digits.firstIndex(of: ".") {
            let fraction = digits[digits.index(after: point)...]
            guard !fraction.isEmpty, fraction.allSatisfy({ $0 == "0" }), !hasUnderscoreInFraction(text)
            else { return .refused(.intParsing) }
            digits = digits[..<point]
        }
        let magnitude = digits.drop { $0 == "+" || $0 == "-" }
        guard digits.count - magnitude.count < 2, !magnitude.isEmpty, magnitude.utf8.allSatisfy(isDigit)
        else { return .refused(.intParsing) }
        return Int(digits).map { .value($0) } ?? .beyond(isNegative: digits.first == "-")
    }
}

extension Double: ParameterValue {
    /// A number without bounds.
    public static var parameterSchema: Schema { Schema(.number) }
    /// A number, which JSON has only if it is finite.
    public var json: JSONValue { .double(self) }

    /// Reads a decimal number, with an exponent or without; `nan` and `inf` are numbers here, which
    /// ``QueryParameter`` refuses.
    public static func read(_ text: String) -> ParameterReading<Double> {
        guard let digits = numeral(text) else { return .refused(.floatParsing) }
        let isHexadecimal = digits.utf8.contains { $0 | 0x20 == UInt8(ascii: "x") }
        let isNaNPayload = digits.utf8.contains(UInt8(ascii: "("))
        guard !isHexadecimal, !isNaNPayload, let value = Double(digits) else {
            return .refused(.floatParsing)
        }
        return .value(value)
    }
}

/// A number's text without the white space around it and the underscores in it; nil where an underscore
/// doesn't stand between two digits, or where the text is not printable ASCII.
private func numeral(_ text: String) -> Substring? {
    var trimmed = text[...]
    while let first = trimmed.first, first.isWhitespace { trimmed.removeFirst() }
    while let last = trimmed.last, last.isWhitespace { trimmed.removeLast() }
    let bytes = Array(trimmed.utf8)
    guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    guard bytes.contains(UInt8(ascii: "_")) else { return trimmed }
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
        guard index > 0, index + 1 < bytes.count, isDigit(bytes[index - 1]), isDigit(bytes[index + 1])
        else { return nil }
    }
    return trimmed.filter { $0 != "_" }[...]
}

/// Such as `1.0_0`, which is a number but no integer.
private func hasUnderscoreInFraction(_ text: String) -> Bool {
    text.drop { $0 != "." }.contains("_")
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
