/// sentencepiece's compiled normalization: a double array (Darts) from UTF-8 to places in a list of texts.
struct Charsmap: Sendable {
    private let units: [UInt32]
    /// Texts, each with a zero behind it.
    private let texts: [UInt8]

    /// - Parameter bytes: the double array's length in bytes (32 bits, little-endian), the array, the texts.
    init(_ bytes: ArraySlice<UInt8>) throws(TokenizerError) {
        func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
            bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        let size = Int(number(bytes.prefix(4)))
        guard bytes.count >= 8, size % 4 == 0, 4...(bytes.count - 4) ~= size else {
            throw .damaged(detail: "the normalization's table is cut short")
        }
        let start = bytes.startIndex + 4
        units = stride(from: start, to: start + size, by: 4).map { number(bytes[$0..<$0 + 4]) }
        texts = Array(bytes[(start + size)...])
    }

    /// What stands for the beginnings of a text, the shortest first.
    private func matches(_ text: [UInt8], at start: Int, until end: Int) -> [(length: Int, place: Int)] {
        var found: [(Int, Int)] = []
        var node = Self.offset(units[0])
        var position = start
        while position < end {
            node ^= Int(text[position])
            guard node < units.count, units[node] & 0x8000_00FF == UInt32(text[position]) else { break }
            let hasValue = units[node] >> 8 & 1 == 1
            node ^= Self.offset(units[node])
            position += 1
            if hasValue {
                guard node < units.count else { break }
                found.append((position - start, Int(units[node] & 0x7FFF_FFFF)))
            }
        }
        return found
    }

    private static func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int(unit >> 6 & 8) }

    private func text(at place: Int) -> ArraySlice<UInt8> {
        place < texts.count ? texts[place...].prefix { $0 != 0 } : []
    }

    /// sentencepiece's rule: the longest beginning, and what stands for it.
    func longest(_ text: [UInt8], at start: Int) -> (length: Int, replacement: ArraySlice<UInt8>)? {
        matches(text, at: start, until: text.count).last.map { ($0.length, self.text(at: $0.place)) }
    }

    /// Hugging Face's rule: graphemes of fewer than six bytes, and else characters, are replaced whole by what stands for
    /// the shortest beginning of them.
    func normalizedByGraphemes(_ text: Scalars) -> Scalars {
        var result: [UInt8] = []
        for grapheme in text.string {
            let bytes = Array(grapheme.utf8)
            if bytes.count < 6, let match = matches(bytes, at: 0, until: bytes.count).first {
                result += self.text(at: match.place)
                continue
            }
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + bytes[start].characterLength)
                let match = matches(bytes, at: start, until: end).first
                result += match.map { self.text(at: $0.place) } ?? bytes[start..<end]
                start = end
            }
        }
        return Scalars(String(decoding: result, as: UTF8.self))
    }
}
