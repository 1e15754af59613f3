internal import LookalikeJSON

/// The rows of a text file with one row per line: cells separated by tabs, commas or semicolons, in double quotes if
/// they contain any of these or a line break (RFC 4180), or in PostgreSQL's format (`PostgresText`).
enum DelimitedRows {
    private static let maximumRecord = 1 << 20

    /// - Parameter columns: their names, if the file has no header.
    static func read(
        _ bytes: inout ByteReader, columns: [String]? = nil
    ) throws(VectorFormatError) -> [VectorMetadata.Row] {
        var records = try Records(bytes)
        guard let first = try records.next() else { return [] }
        var names = columns ?? []
        if columns == nil { names = try columnNames(first, path: bytes.path) }
        var rows: [VectorMetadata.Row] = []
        if columns != nil || !isHeader(first) {
            rows.append(try row(first, names, number: 1, path: bytes.path))
        }
        var number = 1
        while let cells = try records.next() {
            number += 1
            // An empty line, as some editors leave at the end.
            if cells == [""], names.count > 1 { continue }
            rows.append(try row(cells, names, number: number, path: bytes.path))
        }
        bytes = records.bytes
        return rows
    }

    private static func isHeader(_ first: [String?]) -> Bool {
        MetadataFields.areHeader(first.compactMap { $0 })
    }

    private static func columnNames(_ first: [String?], path: String) throws(VectorFormatError) -> [String] {
        if isHeader(first) { return first.map { $0 ?? "" } }
        if EventPhotoTable.has(first) { return EventPhotoTable.columns }
        switch first.count {
        case 1 where first[0]?.contains(" | ") == true:
            throw .unsupported(
                path: path, found: "a table as psql shows it", supported: "what psql gives with --csv")
        case 1: return ["path"]
        case 2, 3: return Array(["id", "path", "filename"].prefix(first.count))
        default:
            throw .unsupported(
                path: path, found: "a table of \(first.count) columns without a header",
                supported: "a first line that names them, such as id, path, filename")
        }
    }

    /// - Parameters:
    ///   - cells: nil for NULL.
    ///   - number: of the record, counted from 1.
    static func row(
        _ cells: [String?], _ names: [String], number: Int, path: String
    ) throws(VectorFormatError) -> VectorMetadata.Row {
        guard cells.count == names.count else {
            throw .damaged(
                path: path, reason: "row \(number) has \(cells.count) cells for \(names.count) columns")
        }
        var fields: [String: JSONValue] = [:]
        // A column without a name is the row number that some tools add.
        for (name, cell) in zip(names, cells) where !name.isEmpty {
            fields[name] = cell.map { .string($0) } ?? .null
        }
        var row = VectorMetadata.Row(fields)
        row.attributes = row.attributes.filter { $0.value != .null }
        return row
    }

    static func text(_ cell: [UInt8], _ bytes: ByteReader) throws(VectorFormatError) -> String {
        guard !cell.contains(0), let text = String(validating: cell, as: UTF8.self) else {
            throw bytes.damaged("it is no text in UTF-8 near byte \(bytes.consumed)")
        }
        return text
    }

    /// The records of a file, one after the other.
    private struct Records {
        private(set) var bytes: ByteReader
        private var delimiter = UInt8(ascii: ",")
        /// Whether it is in PostgreSQL's own form.
        private var isPostgres = false
        private var isOver = false

        /// The separator is the tab if the first record has any, else the comma, else the semicolon.
        init(_ bytes: ByteReader) throws(VectorFormatError) {
            self.bytes = bytes
            for candidate in [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")] {
                delimiter = candidate
                var attempt = self
                guard let first = try attempt.quoted(), first.count < 2 else { break }
            }
            if delimiter == UInt8(ascii: "\t") { isPostgres = try isPostgresText() }
        }

        /// Recognised by a NULL or, if there is none, by the event photos' columns, unless something is in quotes.
        private func isPostgresText() throws(VectorFormatError) -> Bool {
            if try PostgresText.isForm(of: bytes) { return true }
            var rest = self
            guard let first = try rest.quoted() else { return false }
            guard EventPhotoTable.has(first) || EventPhotoTable.isNamed(in: first) else { return false }
            var lines = bytes
            while let line = try PostgresText.line(&lines) {
                let cells = line.split(separator: UInt8(ascii: "\t"))
                if cells.contains(where: { $0.first == UInt8(ascii: "\"") }) { return false }
            }
            return true
        }

        /// Cells are nil where they are NULL; nil at the end.
        mutating func next() throws(VectorFormatError) -> [String?]? {
            guard isPostgres else { return try quoted() }
            guard !isOver, let line = try PostgresText.line(&bytes) else { return nil }
            isOver = PostgresText.isEnd(line)
            return isOver ? nil : try PostgresText.cells(line, bytes)
        }

        private mutating func quoted() throws(VectorFormatError) -> [String]? {
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
    }
}

/// The table `images` of the event photos (system 2).
private enum EventPhotoTable {
    static let columns = [
        "id", "code", "event_code", "filename", "file_path", "file_size", "mime_type", "width", "height",
        "faiss_index", "created_at",
    ]

    /// Whether a record of a table without a header is one of its rows: the right number of columns, with UUIDs and
    /// numbers in their places.
    static func has(_ cells: [String?]) -> Bool {
        guard cells.count == columns.count, let id = cells[0], Int64(id) != nil else { return false }
        let numbers = [5, 7, 8, 9].allSatisfy { place in
            cells[place].map { $0.isEmpty || $0 == "\\N" || Int64($0) != nil } ?? true
        }
        return numbers && [1, 2].allSatisfy { cells[$0].map(isUUID) ?? false }
    }

    static func isNamed(in header: [String]) -> Bool {
        header.contains { MetadataFields.vector.contains(MetadataFields.normalised($0)) }
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy(\.isHexDigit)
    }
}
