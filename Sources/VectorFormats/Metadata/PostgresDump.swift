internal import LookalikeJSON

/// A plain PostgreSQL dump, as written by `pg_dump`. Reads the table that links images and vectors.
enum PostgresDump {
    private struct Table {
        var name: String
        var columns: [String]
        var rows: [VectorMetadata.Row]
    }

    /// Whether a file starts like a dump: with a comment or a table.
    static func begins(_ bytes: ByteReader) throws(VectorFormatError) -> Bool {
        var bytes = bytes
        try bytes.skipSpace()
        guard let line = try PostgresText.line(&bytes) else { return false }
        let text = String(decoding: line, as: UTF8.self)
        return text == "--" || text.hasPrefix("-- PostgreSQL") || header(text) != nil
    }

    static func read(_ bytes: inout ByteReader) throws(VectorFormatError) -> [VectorMetadata.Row] {
        var tables: [Table] = []
        var hasInserts = false
        while let line = try PostgresText.line(&bytes) {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("INSERT INTO ") { hasInserts = true }
            guard let (name, columns) = header(text) else { continue }
            let isWanted = isWanted(name: name, columns: columns)
            tables.append(
                Table(name: name, columns: columns, rows: try rows(&bytes, columns, keeping: isWanted)))
        }
        let wanted = tables.filter { isWanted(name: $0.name, columns: $0.columns) }
        if let table = wanted.first(where: { hasVectors($0.columns) }) ?? wanted.first { return table.rows }
        let found =
            tables.isEmpty && hasInserts
            ? "a dump of INSERT commands" : "a dump without a table 'images' or a column 'faiss_index'"
        throw .unsupported(
            path: bytes.path, found: found,
            supported:
                "what pg_dump writes without --inserts, or \"\\copy images to 'images.csv' csv header\" in psql"
        )
    }

    private static func isWanted(name: String, columns: [String]) -> Bool {
        hasVectors(columns) || name == "images" || name.hasSuffix(".images")
    }

    private static func hasVectors(_ columns: [String]) -> Bool {
        columns.contains { MetadataFields.vector.contains(MetadataFields.normalised($0)) }
    }

    /// The table and the columns of `COPY public.images (id, code, …) FROM stdin;`.
    private static func header(_ line: String) -> (name: String, columns: [String])? {
        guard line.hasPrefix("COPY "), line.hasSuffix(" FROM stdin;"), let open = line.firstIndex(of: "("),
            let close = line.lastIndex(of: ")"), open < close
        else { return nil }
        let unquoted = { (name: Substring) in
            String(name.filter { $0 != "\"" && $0 != " " })
        }
        return (
            unquoted(line[line.index(line.startIndex, offsetBy: 5)..<open]),
            line[line.index(after: open)..<close].split(separator: ",").map(unquoted)
        )
    }

    private static func rows(
        _ bytes: inout ByteReader, _ columns: [String], keeping: Bool
    ) throws(VectorFormatError) -> [VectorMetadata.Row] {
        var rows: [VectorMetadata.Row] = []
        var number = 0
        while let line = try PostgresText.line(&bytes) {
            if PostgresText.isEnd(line) { return rows }
            number += 1
            guard keeping else { continue }
            let cells = try PostgresText.cells(line, bytes)
            rows.append(try DelimitedRows.row(cells, columns, number: number, path: bytes.path))
        }
        throw bytes.damaged("a table of it has no end")
    }
}
