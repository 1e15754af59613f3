internal import LookalikeJSON

/// The rows of a file with one JSON object per line, as written by `select row_to_json(…)` in psql and by pandas with
/// `lines=True`.
enum JSONLines {
    private static let object = (begin: UInt8(ascii: "{"), end: UInt8(ascii: "}"))

    /// Whether the first two lines are objects; an object over several lines does not count.
    static func begin(_ bytes: ByteReader) throws(VectorFormatError) -> Bool {
        var bytes = bytes
        for number in 0..<2 {
            guard try bytes.skipSpace() == object.begin else { return false }
            if number == 1 { return true }
            // If a line is too long for a row, the file has another format.
            guard let line = try? line(&bytes), line.last == object.end else { return false }
        }
        return false
    }

    static func read(_ bytes: inout ByteReader) throws(VectorFormatError) -> [VectorMetadata.Row] {
        var pieces = JSONPieces(path: bytes.path)
        while try bytes.skipSpace() != nil, let line = try line(&bytes) { try pieces.add(line) }
        var rows: [VectorMetadata.Row] = []
        for (number, value) in try pieces.finish().enumerated() {
            guard case .object(let fields) = value else {
                throw bytes.damaged("line \(number + 1) is no JSON object")
            }
            rows.append(VectorMetadata.Row(fields))
        }
        return rows
    }

    /// Without the white space at its end.
    private static func line(_ bytes: inout ByteReader) throws(VectorFormatError) -> [UInt8]? {
        guard var line = try PostgresText.line(&bytes) else { return nil }
        while let last = line.last, last == 0x20 || last == 0x09 { line.removeLast() }
        return line
    }
}
