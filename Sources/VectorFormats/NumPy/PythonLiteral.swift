/// A value in the dictionary of a `.npy` header: what `ast.literal_eval` would make of it, as far as NumPy writes
/// such values.
enum PythonLiteral: Equatable {
    case string(String)
    case int(Int)
    case bool(Bool)
    /// A tuple or a list.
    case list([PythonLiteral])

    /// The members of a dictionary with text keys; nil where the bytes are none.
    static func dictionary(_ bytes: [UInt8]) -> [String: PythonLiteral]? {
        var reader = Reader(bytes: bytes)
        guard let members = reader.dictionary() else { return nil }
        reader.skipSpace()
        return reader.isAtEnd ? members : nil
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0
        var depth = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }
        private var next: UInt8? { isAtEnd ? nil : bytes[position] }

        mutating func skipSpace() {
            while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x09 || byte == 0x0d {
                position += 1
            }
        }

        /// Whether the next character, after space, is this one; if so, it is passed over.
        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipSpace()
            guard next == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func dictionary() -> [String: PythonLiteral]? {
            guard take("{") else { return nil }
            var members: [String: PythonLiteral] = [:]
            while !take("}") {
                guard case .string(let key)? = value(), take(":"), let value = value() else { return nil }
                members[key] = value
                if !take(",") {
                    guard take("}") else { return nil }
                    break
                }
            }
            return members
        }

        private mutating func value() -> PythonLiteral? {
            skipSpace()
            guard let byte = next else { return nil }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): return string()
            case UInt8(ascii: "("): return list(until: ")")
            case UInt8(ascii: "["): return list(until: "]")
            default: return word()
            }
        }

        private mutating func string() -> PythonLiteral? {
            let quote = bytes[position]
            guard let end = bytes[(position + 1)...].firstIndex(of: quote) else { return nil }
            let text = bytes[(position + 1)..<end]
            position = end + 1
            // NumPy's type names have no escapes.
            guard !text.contains(UInt8(ascii: "\\")) else { return nil }
            return String(validating: text, as: UTF8.self).map { .string($0) }
        }

        private mutating func list(until end: Unicode.Scalar) -> PythonLiteral? {
            depth += 1
            defer { depth -= 1 }
            guard depth < 8 else { return nil }
            position += 1
            var elements: [PythonLiteral] = []
            while !take(end) {
                guard let element = value() else { return nil }
                elements.append(element)
                if !take(",") {
                    guard take(end) else { return nil }
                    break
                }
            }
            return .list(elements)
        }

        private mutating func word() -> PythonLiteral? {
            let start = position
            while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "z") ~= byte || byte == UInt8(ascii: "-")
            {
                position += 1
            }
            var text = String(decoding: bytes[start..<position], as: UTF8.self)
            if text == "True" || text == "False" { return .bool(text == "True") }
            // Python 2 marked long numbers.
            if text.hasSuffix("L") { text.removeLast() }
            return Int(text).map { .int($0) }
        }
    }
}
