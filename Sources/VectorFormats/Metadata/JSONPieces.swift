internal import Foundation
internal import LookalikeJSON

/// Collects the texts of JSON values and decodes many at once.
struct JSONPieces {
    /// A single value may not be longer.
    static let maximumPiece = 16 << 20
    private static let batchSize = 1 << 18
    private static let maximumDepth = 64

    private let path: String
    private var values: [JSONValue] = []
    private var batch: [UInt8] = [UInt8(ascii: "[")]

    init(path: String) { self.path = path }

    /// The text of the value at this position, up to the following comma, colon or bracket.
    func text(_ bytes: inout ByteReader) throws(VectorFormatError) -> [UInt8] {
        var text: [UInt8] = []
        var depth = 0
        var isText = false
        var isEscaped = false
        while let byte = try bytes.peek() {
            if isEscaped {
                isEscaped = false
            } else if isText {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isText = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ":"):
                    if depth == 0 { return text }
                    if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { depth -= 1 }
                default: break
                }
            }
            guard depth <= Self.maximumDepth, text.count < Self.maximumPiece else {
                throw bytes.damaged("a row of it is deeper or longer than any that is read")
            }
            text.append(byte)
            _ = try bytes.next()
        }
        throw bytes.damaged("its JSON is cut short")
    }

    mutating func add(_ text: [UInt8]) throws(VectorFormatError) {
        // The decoder passes over a comma with nothing behind it.
        guard text.contains(where: { $0 > 0x20 }) else {
            throw .damaged(path: path, reason: "it is no JSON: a value is missing")
        }
        if batch.count > 1 { batch.append(UInt8(ascii: ",")) }
        batch += text
        if batch.count > Self.batchSize { try decode() }
    }

    mutating func finish() throws(VectorFormatError) -> [JSONValue] {
        try decode()
        return values
    }

    private mutating func decode() throws(VectorFormatError) {
        guard batch.count > 1 else { return }
        batch.append(UInt8(ascii: "]"))
        do {
            values += try JSONDecoder().decode([Decoded].self, from: Data(batch)).map(\.value)
        } catch {
            throw .damaged(path: path, reason: "it is no JSON near its row \(values.count)")
        }
        batch = [UInt8(ascii: "[")]
    }

    /// A text on its own, with its quotes.
    static func string(_ text: [UInt8], path: String) throws(VectorFormatError) -> String {
        var pieces = JSONPieces(path: path)
        try pieces.add(text)
        return try pieces.finish().first?.stringValue ?? ""
    }

    /// Any value; strings are tried first, because they are most frequent and each failed attempt takes microseconds.
    private struct Decoded: Decodable {
        let value: JSONValue

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                value = .string(text)
            } else if let fields = try? container.decode([String: Decoded].self) {
                value = .object(fields.mapValues(\.value))
            } else {
                value = try container.decode(JSONValue.self)
            }
        }
    }
}
