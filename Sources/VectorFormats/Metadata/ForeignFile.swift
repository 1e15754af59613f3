/// Other files that users pass as metadata, recognised by their first bytes.
enum ForeignFile {
    private static let kinds: [(start: [UInt8], name: String)] = [
        (Array("ARROW1\0".utf8), "an Arrow table"), (Array("Obj\u{1}".utf8), "an Avro table"),
        (Array("SQLite format 3\0".utf8), "an SQLite database"),
        (
            Array("PGDMP\u{1}".utf8),
            "a PostgreSQL dump in its own format ('pg_restore -f dump.sql' makes a plain one)"
        ),
        ([0x50, 0x4b, 3, 4], "a ZIP archive or a spreadsheet"), ([0x1f, 0x8b], "a file packed by gzip"),
        ([0x28, 0xb5, 0x2f, 0xfd], "a file packed by Zstandard"),
        ([0xfd] + Array("7zXZ\0".utf8), "a file packed by xz"),
        ([0x80, 2], "a Python pickle"), ([0x80, 3], "a Python pickle"), ([0x80, 4], "a Python pickle"),
        ([0x80, 5], "a Python pickle"), ([0xff, 0xfe], "text in UTF-16"), ([0xfe, 0xff], "text in UTF-16"),
        (HDF5Rows.magic, "an HDF5 file"),
    ]

    /// - Throws: `unsupported`, naming the kind of file, if it is one of these.
    static func refuse(_ file: InputFile) throws(VectorFormatError) {
        let start = try file.bytes(at: 0, count: min(16, file.size))
        var name = kinds.first { start.starts(with: $0.start) }?.name
        if name == nil, try isParquet(file, start) { name = "a Parquet table" }
        guard let name else { return }
        throw .unsupported(
            path: file.path, found: name,
            supported: "JSON and CSV in UTF-8, as pandas' to_json(path, orient=\"records\") and "
                + "to_csv(path, index=False) write them")
    }

    /// Its mark is at both ends: alone, `PAR1` may be a name.
    private static func isParquet(_ file: InputFile, _ start: [UInt8]) throws(VectorFormatError) -> Bool {
        let mark = Array("PAR1".utf8)
        guard file.size >= 12, start.starts(with: mark) else { return false }
        return try file.bytes(at: file.size - 4, count: 4) == mark
    }
}
