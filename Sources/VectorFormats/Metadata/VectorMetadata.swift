public import JSON

/// What is known of vectors beside their numbers, from a file that lies beside theirs.
public struct VectorMetadata: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        /// The picture's name or number among the others.
        public var key: String?
        public var path: String?
        public var filename: String?
        /// Which vector the row says is its own.
        public var vector = VectorLink.unstated
        /// All else that the file says of it; of a CSV file, texts.
        public var attributes: [String: JSONValue]
        /// `key` under the name that the file has for it; not compared.
        public internal(set) var keyField: [String: JSONValue] = [:]

        public init(
            key: String? = nil, path: String? = nil, filename: String? = nil,
            vector: VectorLink = .unstated, attributes: [String: JSONValue] = [:]
        ) {
            self.key = key
            self.path = path
            self.filename = filename
            self.vector = vector
            self.attributes = attributes
        }

        public static func == (a: Row, b: Row) -> Bool {
            a.key == b.key && a.path == b.path && a.filename == b.filename && a.vector == b.vector
                && a.attributes == b.attributes
        }
    }

    /// What a row says of its vector, by a field such as `faiss_index`.
    public enum VectorLink: Sendable, Equatable {
        /// It has no such field.
        case unstated
        /// The vector with this id; where the file of vectors has no ids, the one at this place, counted from 0.
        case vector(Int64)
        /// That it has none: NULL, or no whole number.
        case nothing
    }

    public let path: String
    /// In the order of the file; of a JSON object with numbers as keys, in theirs.
    public internal(set) var rows: [Row]

    /// Reads a JSON file, a CSV file, a table as PostgreSQL dumps it or a NumPy array of ids, told from its first bytes.
    /// The rows are held in memory, the file is not.
    ///
    /// Which fields are a row's key, path, filename and vector is told from their names (`MetadataFields`). JSON may be
    /// - an array of objects, of texts (paths) or of whole numbers (keys),
    /// - an object that has such an array as a member, beside others that are no arrays and are passed over,
    /// - an object of columns: members that are arrays of equal length,
    /// - an object of rows by key: its members are objects, or texts (paths),
    /// - an object on each line.
    ///
    /// CSV (RFC 4180) is separated by tabs, commas or semicolons. Without a header that names a key, a path or a
    /// filename, columns are these three; one alone is a path; eleven are those of the event photos' table `images`.
    /// PostgreSQL's own text form (`COPY`, `pg_dump`) has tabs, backslashes and `\N` for NULL; of a plain dump the
    /// table is read that has a column `faiss_index`, or is called `images`.
    ///
    /// - Parameter columns: the names of a table's columns where it has no header.
    public static func read(
        _ path: String, columns: [String]? = nil
    ) throws(VectorFormatError) -> VectorMetadata {
        let file = try InputFile(path)
        if try VectorTable.format(of: path) == .npy {
            return VectorMetadata(path: path, rows: try NumPyFile.ids(path).map { Row(key: "\($0)") })
        }
        try ForeignFile.refuse(file)
        var bytes = ByteReader(file)
        try bytes.skipByteOrderMark()
        let first = try bytes.skipSpace()
        if columns == nil, try JSONLines.begin(bytes) {
            return VectorMetadata(path: path, rows: try JSONLines.read(&bytes))
        }
        if columns == nil, first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
            return VectorMetadata(path: path, rows: try JSONRows.read(&bytes))
        }
        var text = ByteReader(file)
        try text.skipByteOrderMark()
        if columns == nil, try PostgresDump.begins(text) {
            return VectorMetadata(path: path, rows: try PostgresDump.read(&text))
        }
        return VectorMetadata(path: path, rows: try DelimitedRows.read(&text, columns: columns))
    }
}
