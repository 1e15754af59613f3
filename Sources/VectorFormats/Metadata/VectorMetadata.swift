public import LookalikeJSON

/// Metadata of vectors, from a file beside theirs.
public struct VectorMetadata: Sendable, Equatable {
    /// What is known of one image.
    public struct Row: Sendable, Equatable {
        /// The image's name or number.
        public var id: String?
        /// The image's path, as the file has it; nil if it has none.
        public var path: String?
        /// The image's file name; nil if the file has none.
        public var filename: String?
        /// The vector that belongs to the row.
        public var vector = VectorLink.unstated
        /// All other members; texts, if from a CSV file.
        public var attributes: [String: JSONValue]
        /// `id` under its name in the file; not compared.
        public internal(set) var idField: [String: JSONValue] = [:]

        /// By default, a row that says nothing of its image.
        public init(
            id: String? = nil, path: String? = nil, filename: String? = nil,
            vector: VectorLink = .unstated, attributes: [String: JSONValue] = [:]
        ) {
            self.id = id
            self.path = path
            self.filename = filename
            self.vector = vector
            self.attributes = attributes
        }

        public static func == (a: Row, b: Row) -> Bool {
            a.id == b.id && a.path == b.path && a.filename == b.filename && a.vector == b.vector
                && a.attributes == b.attributes
        }
    }

    /// What a row says about its vector, in a field such as `faiss_index`.
    public enum VectorLink: Sendable, Equatable {
        /// There is no such field.
        case unstated
        /// The vector with this id or, if the file of vectors has no ids, at this position, counted from 0.
        case vector(Int64)
        /// It has no vector: NULL, or not an integer.
        case nothing
    }

    /// Where the file is.
    public let path: String
    /// In the order of the file; of a JSON object with numbers as keys, in theirs.
    public internal(set) var rows: [Row]

    /// Reads metadata from JSON, CSV, a PostgreSQL dump or a NumPy array of ids; the format is detected from the
    /// first bytes. The rows are held in memory, the file is not.
    ///
    /// A row's id, path, filename and vector are recognised by the names of its fields (`MetadataFields`). JSON may
    /// be
    /// - an array of objects, strings (paths) or integers (ids),
    /// - an object with such an array as a member; members that are not arrays are ignored,
    /// - an object of columns: members are arrays of equal length,
    /// - an object of rows by id: members are objects or strings (paths),
    /// - one object per line.
    ///
    /// CSV (RFC 4180) may be separated by tabs, commas or semicolons. Without a header that names an id, a path or a
    /// filename, the columns are taken for these three; a single column is a path; eleven columns are those of the
    /// event photos' table `images`. PostgreSQL's text format (`COPY`, `pg_dump`) has tabs, backslashes and `\N` for
    /// NULL; of a plain dump, the table with a column `faiss_index` or with the name `images` is read.
    ///
    /// - Parameter columns: the names of the columns, if the table has no header.
    public static func read(
        _ path: String, columns: [String]? = nil
    ) throws(VectorFormatError) -> VectorMetadata {
        let file = try InputFile(path)
        if try VectorTable.format(of: path) == .npy {
            return VectorMetadata(path: path, rows: try NumPyFile.ids(path).map { Row(id: "\($0)") })
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
