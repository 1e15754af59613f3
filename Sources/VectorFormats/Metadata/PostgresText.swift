/// Lines in PostgreSQL's text format, as written by `COPY … TO` and `pg_dump`: cells separated by tabs, `\N` for
/// NULL, special characters escaped by a backslash (documentation of PostgreSQL 17, COPY, "Text Format").
enum PostgresText {
    private static let backslash = UInt8(ascii: "\\")
    private static let maximumLine = 1 << 20

    /// The next line without its end; nil at the end of the file.
    static func line(_ bytes: inout ByteReader) throws(VectorFormatError) -> [UInt8]? {
        guard try bytes.peek() != nil else { return nil }
        var line: [UInt8] = []
        while let byte = try bytes.next(), byte != UInt8(ascii: "\n") {
            guard line.count < maximumLine else { throw bytes.damaged("a row of it is longer than 1 MiB") }
            line.append(byte)
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return line
    }

    /// The cells of a line; nil for NULL.
    static func cells(_ line: [UInt8], _ bytes: ByteReader) throws(VectorFormatError) -> [String?] {
        var cells: [String?] = []
        for cell in line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false) {
            if cell.elementsEqual([backslash, UInt8(ascii: "N")]) {
                cells.append(nil)
            } else {
                cells.append(try DelimitedRows.text(plain(cell), bytes))
            }
        }
        return cells
    }

    /// Whether a line is the mark that ends a table.
    static func isEnd(_ line: [UInt8]) -> Bool { line == [backslash, UInt8(ascii: ".")] }

    /// Whether a file has this format: some cell is `\N`, which other formats don't use, and all lines have the same
    /// number of cells.
    static func isForm(of bytes: ByteReader) throws(VectorFormatError) -> Bool {
        var (bytes, hasNull, count) = (bytes, false, 0)
        while let line = try line(&bytes), !isEnd(line) {
            let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            if count == 0 { count = cells.count }
            guard cells.count == count else { return false }
            if cells.contains(where: { $0.elementsEqual([backslash, UInt8(ascii: "N")]) }) { hasNull = true }
        }
        return hasNull
    }

    private static func plain(_ cell: ArraySlice<UInt8>) -> [UInt8] {
        guard cell.contains(backslash) else { return Array(cell) }
        var plain: [UInt8] = []
        var rest = cell
        while let byte = rest.popFirst() {
            guard byte == backslash, let escaped = rest.popFirst() else {
                plain.append(byte)
                continue
            }
            switch escaped {
            case UInt8(ascii: "b"): plain.append(8)
            case UInt8(ascii: "t"): plain.append(9)
            case UInt8(ascii: "n"): plain.append(10)
            case UInt8(ascii: "v"): plain.append(11)
            case UInt8(ascii: "f"): plain.append(12)
            case UInt8(ascii: "r"): plain.append(13)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                plain.append(number(&rest, from: escaped - UInt8(ascii: "0"), radix: 8, digits: 2))
            case UInt8(ascii: "x") where rest.first.flatMap({ digit($0, 16) }) != nil:
                plain.append(number(&rest, from: 0, radix: 16, digits: 2))
            default: plain.append(escaped)
            }
        }
        return plain
    }

    /// A byte by its number, followed by up to `digits` more digits.
    private static func number(
        _ rest: inout ArraySlice<UInt8>, from first: UInt8, radix: UInt8, digits: Int
    ) -> UInt8 {
        var number = first
        for _ in 0..<digits {
            guard let value = rest.first.flatMap({ digit($0, radix) }) else { break }
            number = number &* radix &+ value
            rest.removeFirst()
        }
        return number
    }

    private static func digit(_ byte: UInt8, _ radix: UInt8) -> UInt8? {
        UInt8(String(UnicodeScalar(byte)), radix: Int(radix))
    }
}
