/// A single-byte encoding, as ftfy reads it: a byte that stands for nothing is the control character of its number.
struct Charmap: Sendable {
    let name: String
    /// By byte.
    private let characters: Scalars
    private let bytes: [Unicode.Scalar: UInt8]

    private init(name: String, upper: Scalars) {
        self.name = name
        var characters = (0..<128).map { Unicode.Scalar(UInt8($0)) } + upper
        // ftfy's "sloppy" encodings have the replacement character at the byte SUB.
        if name.hasPrefix("sloppy") { characters[0x1A] = "\u{FFFD}" }
        self.characters = characters
        bytes = Dictionary(
            zip(characters, 0...255), uniquingKeysWith: { $1 })
    }

    /// Those that ftfy tries, in its order.
    static let all: [Charmap] =
        [Charmap(name: "latin-1", upper: (128...255).map { Unicode.Scalar(UInt8($0)) })]
        + table.map { entry in
            let codes = entry.codes.split(whereSeparator: \.isWhitespace)
            return Charmap(
                name: entry.name,
                upper: codes.compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) })
        }

    static let latin1 = all[0]
    static let windows1252 = all[1]

    var isSloppy: Bool { name.hasPrefix("sloppy") }
    var isMacRoman: Bool { name == "macroman" }

    func decoded(_ byte: UInt8) -> Unicode.Scalar { characters[Int(byte)] }

    /// The bytes that the text was read from; nil if some of it is not of this encoding.
    func encoded(_ text: Scalars) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            guard let byte = bytes[scalar] else { return nil }
            result.append(byte)
        }
        return result
    }
}
