/// HTML's character references, as Python's `html.unescape` and ftfy replace them.
struct HTMLEntities: Sendable {
    static let shared = HTMLEntities()

    /// By name, with the semicolon where the standard asks for it; those that also go without are there twice.
    private let named: [Scalars: Scalars]
    /// ftfy's: names with a semicolon, and those in capitals whose small form exists alone.
    private let unambiguous: [Scalars: Scalars]

    private init() {
        var named: [Scalars: Scalars] = [:]
        for word in Self.table.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: "=")
            let codes = parts[1].split(separator: "+").compactMap { UInt32($0, radix: 16) }
            let text = codes.compactMap(Unicode.Scalar.init)
            let name = Scalars(String(parts[0]))
            if name.last == "!" { named[name.dropLast()] = text }
            named[(name.last == "!" ? name.dropLast() : name) + [";"]] = text
        }
        self.named = named
        var unambiguous = named.filter { $0.key.last == ";" }
        for (name, text) in named where name.last == ";" && name == PythonText.lowered(name) {
            let capitals = PythonText.uppered(name)
            if Self.longest(capitals[...], in: named) == nil {
                unambiguous[capitals] = PythonText.uppered(text)
            }
        }
        self.unambiguous = unambiguous
    }

    /// `html.unescape`: with and without semicolons, also where a name only begins the text behind the ampersand.
    func unescaped(_ text: Scalars) -> Scalars {
        guard text.contains("&") else { return text }
        return replacing(in: text) { rest in
            if let reference = NumericReference(rest) {
                return (reference.replacement, reference.count)
            }
            let name = rest.prefix(32).prefix { !Self.endsNames.contains($0) }
            guard !name.isEmpty else { return nil }
            let isEnded = rest.dropFirst(name.count).first == ";"
            let whole = isEnded ? rest.prefix(name.count + 1) : name
            guard let found = Self.longest(whole, in: named) else { return (["&"] + whole, whole.count) }
            return (found.text + whole.dropFirst(found.count), whole.count)
        }
    }

    /// ftfy's `unescape_html`: only what ends with a semicolon.
    func unescapedUnambiguous(_ text: Scalars) -> Scalars {
        guard text.contains("&") else { return text }
        return replacing(in: text) { rest in
            let isNumber = rest.first == "#"
            let name = rest.dropFirst(isNumber ? 1 : 0).prefix(25).prefix {
                $0.isASCIILetter || $0.isASCIIDigit
            }
            let count = name.count + (isNumber ? 1 : 0)
            guard (1...24).contains(name.count), rest.dropFirst(count).first == ";" else { return nil }
            let whole = rest.prefix(count + 1)
            if isNumber {
                guard let reference = NumericReference(rest), reference.count == whole.count,
                    !reference.replacement.contains(";")
                else { return nil }
                return (reference.replacement, whole.count)
            }
            return unambiguous[Scalars(whole)].map { ($0, whole.count) }
        }
    }

    /// - Parameter reference: what stands for the text behind an ampersand, and how much of that it takes.
    private func replacing(
        in text: Scalars, _ reference: (Scalars.SubSequence) -> (text: Scalars, count: Int)?
    ) -> Scalars {
        var result: Scalars = []
        var position = 0
        while position < text.count {
            if text[position] == "&", let found = reference(text[(position + 1)...]) {
                result += found.text
                position += 1 + found.count
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }

    /// The longest name that a text begins with.
    private static func longest(
        _ text: Scalars.SubSequence, in named: [Scalars: Scalars]
    ) -> (text: Scalars, count: Int)? {
        for count in stride(from: text.count, to: 1, by: -1) {
            if let found = named[Scalars(text.prefix(count))] { return (found, count) }
        }
        return nil
    }

    private static let endsNames: Set<Unicode.Scalar> = ["\t", "\n", "\u{c}", " ", "<", "&", "#", ";"]
}

/// A reference such as `#233;` or `#xe9`, without its ampersand.
private struct NumericReference {
    let replacement: Scalars
    let count: Int

    init?(_ text: Scalars.SubSequence) {
        guard text.first == "#" else { return nil }
        var rest = text.dropFirst()
        let isHex = rest.first == "x" || rest.first == "X"
        if isHex { rest = rest.dropFirst() }
        let digits = rest.prefix { $0.isASCIIDigit || isHex && $0.properties.isASCIIHexDigit }
        guard !digits.isEmpty else { return nil }
        let isEnded = rest.dropFirst(digits.count).first == ";"
        count = 1 + (isHex ? 1 : 0) + digits.count + (isEnded ? 1 : 0)
        let number = digits.reduce(0 as UInt32) { sum, digit in
            // Behind the last code point all are alike.
            min(0x110000, sum * (isHex ? 16 : 10) + UInt32(Int(String(digit), radix: 16) ?? 0))
        }
        replacement = Self.replacement(of: number)
    }

    /// HTML's rules for references to characters that no text should have.
    private static func replacement(of number: UInt32) -> Scalars {
        switch number {
        case 0: return ["\u{FFFD}"]
        case 0xD: return ["\r"]
        case 0x80...0x9F: return [Charmap.windows1252.decoded(UInt8(number))]
        case 1...8, 0xB, 0xE...0x1F, 0x7F, 0xFDD0...0xFDEF: return []
        default: break
        }
        guard let scalar = Unicode.Scalar(number) else { return ["\u{FFFD}"] }
        return number & 0xFFFE == 0xFFFE ? [] : [scalar]
    }
}
