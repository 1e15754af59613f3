/// Reads JSON from the front to the back, without building values: vocabularies have millions of them.
///
///     try reader.openObject()
///     while let name = try reader.nextName() { … read or skip one value … }
struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    /// Whether a value was read since the innermost bracket opened.
    private var needsComma = false
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The kind of the value that comes, by its first byte; 0 at the end.
    mutating func peek() -> UInt8 {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0xA || byte == 0xD || byte == 0x9 else { return byte }
            position += 1
        }
        return 0
    }

    mutating func openObject() throws(TokenizerError) { try open(UInt8(ascii: "{")) }
    mutating func openArray() throws(TokenizerError) { try open(UInt8(ascii: "[")) }

    /// The next member's name; nil behind the last member.
    mutating func nextName() throws(TokenizerError) -> ArraySlice<UInt8>? {
        guard try isNext(before: UInt8(ascii: "}")) else { return nil }
        let name = try string()
        try take(UInt8(ascii: ":"))
        needsComma = false
        return name
    }

    /// Whether another element comes; takes the bracket behind the last one.
    mutating func nextElement() throws(TokenizerError) -> Bool { try isNext(before: UInt8(ascii: "]")) }

    private mutating func open(_ bracket: UInt8) throws(TokenizerError) {
        try take(bracket)
        depth += 1
        guard depth <= 64 else { throw damage("is nested too deep") }
        needsComma = false
    }

    private mutating func isNext(before bracket: UInt8) throws(TokenizerError) -> Bool {
        if peek() == bracket {
            position += 1
            depth -= 1
            needsComma = true
            return false
        }
        if needsComma { try take(UInt8(ascii: ",")) }
        return true
    }

    private mutating func take(_ byte: UInt8) throws(TokenizerError) {
        guard peek() == byte else { throw damage("is not JSON") }
        position += 1
    }

    /// The UTF-8 of a text.
    mutating func string() throws(TokenizerError) -> ArraySlice<UInt8> {
        try take(UInt8(ascii: "\""))
        needsComma = true
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return bytes[start..<position - 1]
            case UInt8(ascii: "\\"): return try escaped(Array(bytes[start..<position]))[...]
            default: position += 1
            }
        }
        throw damage("is cut short")
    }

    /// The rest of a text, from its first backslash on.
    private mutating func escaped(_ beginning: [UInt8]) throws(TokenizerError) -> [UInt8] {
        var text = beginning
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return text }
            guard byte == UInt8(ascii: "\\"), position < bytes.count else {
                text.append(byte)
                continue
            }
            position += 1
            switch bytes[position - 1] {
            case UInt8(ascii: "n"): text.append(0xA)
            case UInt8(ascii: "t"): text.append(0x9)
            case UInt8(ascii: "r"): text.append(0xD)
            case UInt8(ascii: "b"): text.append(0x8)
            case UInt8(ascii: "f"): text.append(0xC)
            case UInt8(ascii: "u"): text += [try unicode()].utf8
            case let plain: text.append(plain)
            }
        }
        throw damage("is cut short")
    }

    /// The character of `\uXXXX`, or of two such where the first is a surrogate.
    private mutating func unicode() throws(TokenizerError) -> Unicode.Scalar {
        let first = try hex()
        if 0xD800...0xDBFF ~= first, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            let second = try hex()
            guard 0xDC00...0xDFFF ~= second else { throw damage("has half a surrogate pair") }
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
        }
        guard let scalar = Unicode.Scalar(first) else { throw damage("has half a surrogate pair") }
        return scalar
    }

    private mutating func hex() throws(TokenizerError) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue
            else { throw damage("is not JSON") }
            number = number << 4 | UInt32(digit)
            position += 1
        }
        return number
    }

    mutating func number() throws(TokenizerError) -> Double {
        _ = peek()
        let start = position
        while position < bytes.count, Self.isOfNumber(bytes[position]) { position += 1 }
        needsComma = true
        guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite
        else {
            throw damage("is not JSON")
        }
        return number
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// A number that is an id: from zero to what 24 bits hold.
    mutating func id() throws(TokenizerError) -> Int32 {
        _ = peek()
        var number: Int32 = 0
        let start = position
        while position < bytes.count, case let digit = Int32(bytes[position]) - 48, 0...9 ~= digit {
            number = number * 10 + digit
            guard number < 1 << 24 else { throw damage("has an id that is too large") }
            position += 1
        }
        guard position > start else { throw damage("has an id that is no number") }
        needsComma = true
        return number
    }

    mutating func bool() throws(TokenizerError) -> Bool {
        let word = peek() == UInt8(ascii: "t") ? "true" : "false"
        try take(word: word)
        return word == "true"
    }

    /// Whether the value is null, which is then read.
    mutating func takesNull() throws(TokenizerError) -> Bool {
        guard peek() == UInt8(ascii: "n") else { return false }
        try take(word: "null")
        return true
    }

    private mutating func take(word: String) throws(TokenizerError) {
        _ = peek()
        guard bytes[position...].starts(with: word.utf8) else { throw damage("is not JSON") }
        position += word.utf8.count
        needsComma = true
    }

    /// Passes over a value of any kind.
    mutating func skip() throws(TokenizerError) {
        switch peek() {
        case UInt8(ascii: "{"):
            try openObject()
            while try nextName() != nil { try skip() }
        case UInt8(ascii: "["):
            try openArray()
            while try nextElement() { try skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool()
        case UInt8(ascii: "n"): _ = try takesNull()
        default: _ = try number()
        }
    }

    /// Nothing but blanks may follow.
    mutating func finish() throws(TokenizerError) {
        guard peek() == 0, position == bytes.count else { throw damage("goes on behind its end") }
    }

    private func damage(_ what: String) -> TokenizerError {
        .damaged(detail: "it \(what) (at byte \(position))")
    }
}
