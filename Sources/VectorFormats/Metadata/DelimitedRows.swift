internal import JSON

/// The rows of a text file with a row on each line (RFC 4180): cells between tabs, commas or semicolons, in
/// double quotes where they have any of these or a new line inside.
enum DelimitedRows {
    private static let maximumRecord = 1 << 20

    static func read(_ bytes: inout ByteReader) throws(VectorFormatError) -> [VectorMetadata.Row] {
        let path = bytes.path
        guard let (first, delimiter) = try firstRecord(&bytes) else { return [] }
        let names = try columnNames(first, path: path)
        var rows: [VectorMetadata.Row] = []
        if !MetadataFields.areHeader(first) { rows.append(row(first, names)) }
        var number = 1
        while let cells = try record(&bytes, delimiter: delimiter) {
            number += 1
            // An empty line, as some editors leave at the end.
            if cells == [""], names.count > 1 { continue }
            guard cells.count == names.count else {
                throw .damaged(
                    path: path, reason: "row \(number) has \(cells.count) cells, the first has \(names.count)"
                )
            }
            rows.append(row(cells, names))
        }
        return rows
    }

    private static func columnNames(_ first: [String], path: String) throws(VectorFormatError) -> [String] {
        if MetadataFields.areHeader(first) { return first }
        switch first.count {
        case 1: return ["path"]
        case 2, 3: return Array(["id", "path", "filename"].prefix(first.count))
        default:
            throw .unsupported(
                path: path, found: "a table of \(first.count) columns without a header",
                supported: "a first line that names them, such as id, path, filename")
        }
    }

    private static func row(_ cells: [String], _ names: [String]) -> VectorMetadata.Row {
        var fields: [String: JSONValue] = [:]
        // A column without a name is the number that some tools put before each row.
        for (name, cell) in zip(names, cells) where !name.isEmpty { fields[name] = .string(cell) }
        return VectorMetadata.Row(fields)
    }

    /// The first record, and what separates its cells: tabs where it has any, otherwise commas, otherwise semicolons.
    private static func firstRecord(
        _ bytes: inout ByteReader
    ) throws(VectorFormatError) -> (cells: [String], delimiter: UInt8)? {
        for delimiter in [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")] {
            var attempt = bytes
            guard let cells = try record(&attempt, delimiter: delimiter) else { return nil }
            if cells.count > 1 || delimiter == UInt8(ascii: ";") {
                bytes = attempt
                return (cells, delimiter)
            }
        }
        return nil
    }

    /// The cells of the next record; nil at the end.
    private static func record(
        _ bytes: inout ByteReader, delimiter: UInt8
    ) throws(VectorFormatError) -> [String]? {
        guard try bytes.peek() != nil else { return nil }
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var length = 0
        while let byte = try bytes.next() {
            length += 1
            guard length <= maximumRecord else { throw bytes.damaged("a row of it is longer than 1 MiB") }
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    cell.append(byte)
                } else if try bytes.peek() == byte {
                    cell.append(byte)
                    _ = try bytes.next()
                } else {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\""), cell.isEmpty {
                isQuoted = true
            } else if byte == delimiter {
                cells.append(try text(cell, bytes))
                cell = []
            } else if byte == UInt8(ascii: "\n") {
                if cell.last == UInt8(ascii: "\r") { cell.removeLast() }
                return cells + [try text(cell, bytes)]
            } else {
                cell.append(byte)
            }
        }
        guard !isQuoted else { throw bytes.damaged("a quoted cell of it has no end") }
        if cell.last == UInt8(ascii: "\r") { cell.removeLast() }
        return cells + [try text(cell, bytes)]
    }

    private static func text(_ cell: [UInt8], _ bytes: ByteReader) throws(VectorFormatError) -> String {
        guard !cell.contains(0), let text = String(validating: cell, as: UTF8.self) else {
            throw bytes.damaged("it is no text in UTF-8 near byte \(bytes.consumed)")
        }
        return text
    }
}
