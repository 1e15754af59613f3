/// What methods of Python's `str` do, which the published tokenizers are built on.
enum PythonText {
    /// `str.isspace`, which is also `\s` of Python's module `re`.
    static let whiteSpace = ScalarSet(hex: "9-d 1c-20 85 a0 1680 2000-200a 2028-2029 202f 205f 3000")

    /// `\w`: letters, numbers and the low line.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isLetter || scalar.isNumber || scalar == "_"
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? (0x9...0xD).contains(scalar.value) || (0x1C...0x20).contains(scalar.value)
            : whiteSpace.contains(scalar)
    }

    /// `str.strip`.
    static func stripped(_ text: Scalars) -> Scalars {
        guard let first = text.firstIndex(where: { !isSpace($0) }),
            let last = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return first == 0 && last == text.count - 1 ? text : Scalars(text[first...last])
    }

    /// `" ".join(text.split())`.
    static func collapsed(_ text: Scalars) -> Scalars {
        var result: Scalars = []
        result.reserveCapacity(text.count)
        var isPending = false
        for scalar in text {
            if isSpace(scalar) {
                isPending = !result.isEmpty
            } else {
                if isPending { result.append(" ") }
                isPending = false
                result.append(scalar)
            }
        }
        return result
    }

    /// `str.lower`: Unicode's full mapping, where İ becomes two code points and Σ becomes ς at a word's end.
    static func lowered(_ text: Scalars) -> Scalars {
        var result: Scalars = []
        result.reserveCapacity(text.count)
        for (position, scalar) in text.enumerated() {
            if scalar.isASCII {
                result.append(
                    ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
            } else if scalar == "Σ" {
                result.append(isFinal(position, in: text) ? "ς" : "σ")
            } else {
                result += scalar.properties.lowercaseMapping.unicodeScalars
            }
        }
        return result
    }

    /// Each code point by itself, as Rust's `char::to_lowercase` does: Σ always becomes σ.
    static func loweredSingly(_ text: Scalars) -> Scalars {
        text.flatMap { scalar -> Scalars in
            scalar.isASCII ? lowered([scalar]) : Scalars(scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }

    /// Unicode's condition Final_Sigma (SpecialCasing.txt): letters before, none behind.
    private static func isFinal(_ position: Int, in text: Scalars) -> Bool {
        func isCased(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isCased ?? false }
        guard isCased(text[..<position].last { !$0.properties.isCaseIgnorable }) else { return false }
        return !isCased(text[(position + 1)...].first { !$0.properties.isCaseIgnorable })
    }

    /// `str.upper`.
    static func uppered(_ text: Scalars) -> Scalars {
        text.flatMap { $0.properties.uppercaseMapping.unicodeScalars }
    }

    /// Without the characters of `string.punctuation`.
    static func withoutPunctuation(_ text: Scalars) -> Scalars {
        text.filter {
            !($0.isASCII && $0.value > 0x20 && $0.value < 0x7F && !$0.isASCIILetter && !$0.isASCIIDigit)
        }
    }
}

extension Scalars {
    init(_ text: String) { self = Scalars(text.unicodeScalars) }

    var string: String { String(String.UnicodeScalarView(self)) }

    var utf8: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for scalar in self {
            if scalar.isASCII { bytes.append(UInt8(scalar.value)) } else { bytes += UTF8.encode(scalar)! }
        }
        return bytes
    }

    /// Whether the text goes on with `other` at `position`.
    func has(_ other: Scalars, at position: Int) -> Bool {
        position + other.count <= count && self[position..<position + other.count].elementsEqual(other)
    }
}
