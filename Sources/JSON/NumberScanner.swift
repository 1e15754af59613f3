/// Goes through a JSON text by bytes.
struct NumberScanner {
    let text: [UInt8]
    var position = 0

    init(text: [UInt8]) {
        self.text = text
    }

    var byte: UInt8? { position < text.count ? text[position] : nil }

    mutating func skipSpace() {
        while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
    }

    /// Where the array that is the member `name` of the outermost object begins.
    mutating func beginOfArray(_ name: String) -> Int? {
        let name = Array(name.utf8)
        var depth = 0
        while let byte {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
            case UInt8(ascii: "\""):
                let begin = position + 1
                skipString()
                let end = position - 1
                guard depth == 1, begin <= end, text[begin..<end].elementsEqual(name) else { continue }
                skipSpace()
                // Else a value of that name.
                guard self.byte == UInt8(ascii: ":") else { continue }
                position += 1
                skipSpace()
                return self.byte == UInt8(ascii: "[") ? position : nil
            default: position += 1
            }
        }
        return nil
    }

    /// From its opening quotation mark to behind the closing one.
    mutating func skipString() {
        position += 1
        while let byte {
            // Two branches rather than one sum: a text may be a whole image, and this is several times as quick.
            position += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\") { position += 1 }
        }
        position = text.count
    }

    /// From behind the opening bracket to behind the closing one.
    mutating func readNumbers(into numbers: inout [Float], limit: Int) throws(JSONNumberArray.Problem) {
        skipSpace()
        if byte == UInt8(ascii: "]") {
            position += 1
            return
        }
        while true {
            guard numbers.count < limit else { throw .tooMany(limit: limit) }
            numbers.append(try number(numbers.count))
            skipSpace()
            guard let separator = byte else { throw .malformed(place: numbers.count) }
            position += 1
            if separator == UInt8(ascii: "]") { return }
            guard separator == UInt8(ascii: ",") else { throw .malformed(place: numbers.count) }
            skipSpace()
        }
    }

    /// RFC 8259, section 6.
    private mutating func number(_ place: Int) throws(JSONNumberArray.Problem) -> Float {
        let begin = position
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var decimal = DecimalNumber()
        let whole = digits(into: &decimal, areFraction: false)
        if whole == 0 { throw problem(at: begin, place) }
        if whole > 1, text[position - whole] == UInt8(ascii: "0") { throw .malformed(place: place) }
        if byte == UInt8(ascii: ".") {
            position += 1
            if digits(into: &decimal, areFraction: true) == 0 { throw .malformed(place: place) }
        }
        if let byte, byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            let isSmall = self.byte == UInt8(ascii: "-")
            if isSmall || self.byte == UInt8(ascii: "+") { position += 1 }
            guard let exponent = exponent() else { throw .malformed(place: place) }
            decimal.exponent += isSmall ? -exponent : exponent
        }
        let magnitude = decimal.quickValue ?? Float(String(decoding: text[begin..<position], as: UTF8.self))
        guard let magnitude, magnitude.isFinite else { throw .notFinite(place: place) }
        return isNegative ? -abs(magnitude) : magnitude
    }

    private mutating func digits(into decimal: inout DecimalNumber, areFraction: Bool) -> Int {
        let begin = position
        while let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            decimal.append(byte - UInt8(ascii: "0"), isFraction: areFraction)
            position += 1
        }
        return position - begin
    }

    /// Nil where there is none; no larger than anyone needs.
    private mutating func exponent() -> Int? {
        let begin = position
        var value = 0
        while let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            value = min(100_000, value * 10 + Int(byte - UInt8(ascii: "0")))
            position += 1
        }
        return position > begin ? value : nil
    }

    private func problem(at begin: Int, _ place: Int) -> JSONNumberArray.Problem {
        let rest = text[begin...]
        for word in ["NaN", "Infinity", "-Infinity"] where rest.starts(with: word.utf8) {
            return .notFinite(place: place)
        }
        let begins = Set("\"[{tfn".utf8)
        return rest.first.map(begins.contains) ?? false ? .notANumber(place: place) : .malformed(place: place)
    }
}
