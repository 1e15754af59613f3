public import JSON

/// What is known of vectors beside their numbers, from a file that lies beside theirs.
public struct VectorMetadata: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        /// The picture's name or number among the others.
        public var key: String?
        public var path: String?
        public var filename: String?
        /// All else that the file says of it; of a CSV file, texts.
        public var attributes: [String: JSONValue]

        public init(
            key: String? = nil, path: String? = nil, filename: String? = nil,
            attributes: [String: JSONValue] = [:]
        ) {
            self.key = key
            self.path = path
            self.filename = filename
            self.attributes = attributes
        }
    }

    public let path: String
    /// In the order of the file; of a JSON object with numbers as keys, in theirs.
    public internal(set) var rows: [Row]

    /// Reads a JSON or a CSV file, told from its first character. The rows are held in memory, the file is not.
    ///
    /// Which fields are a row's key, path and filename is told from their names (`MetadataFields`). JSON may be
    /// - an array of objects, of texts (paths) or of whole numbers (keys),
    /// - an object that has such an array as a member, beside others that are no arrays and are passed over,
    /// - an object of columns: members that are arrays of equal length,
    /// - an object of rows by key: its members are objects, or texts (paths).
    ///
    /// CSV (RFC 4180) is separated by tabs, commas or semicolons. Without a header that names a key, a path or a
    /// filename, columns are these three; one alone is a path.
    public static func read(_ path: String) throws(VectorFormatError) -> VectorMetadata {
        let file = try InputFile(path)
        var bytes = ByteReader(file)
        try bytes.skipByteOrderMark()
        let first = try bytes.skipSpace()
        if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
            return VectorMetadata(path: path, rows: try JSONRows.read(&bytes))
        }
        var text = ByteReader(file)
        try text.skipByteOrderMark()
        return VectorMetadata(path: path, rows: try DelimitedRows.read(&text))
    }

    /// For each vector of a table, the number of its row.
    ///
    /// Where the table has ids, a vector's row is the one whose key is its id, or, where keys are no such
    /// numbers, the row of that number, counted from 0. Where it has none, rows and vectors are in the same order.
    ///
    /// - Throws: `disagreement` where a vector has no row, or where there are as many rows as vectors should be, but
    ///   aren't.
    public func rowNumbers(of table: VectorTable) throws(VectorFormatError) -> [Int] {
        guard let ids = table.ids else {
            guard rows.count == table.count else {
                throw .disagreement(
                    path: path,
                    reason: "it has \(rows.count) rows for the \(table.count) vectors of \(table.path)")
            }
            return Array(rows.indices)
        }
        if let byKey = try rowNumbersByKey(of: ids) { return byKey }
        var numbers: [Int] = []
        numbers.reserveCapacity(ids.count)
        for id in ids {
            guard id >= 0, id < rows.count else {
                throw .disagreement(
                    path: path, reason: "it has no row for id \(id) of \(table.path)")
            }
            numbers.append(Int(id))
        }
        return numbers
    }

    /// nil where a row has no whole number as its key, or an id is no row's key.
    private func rowNumbersByKey(of ids: [Int64]) throws(VectorFormatError) -> [Int]? {
        var rowOfKey: [Int64: Int] = [:]
        rowOfKey.reserveCapacity(rows.count)
        for (number, row) in rows.enumerated() {
            guard let key = row.key.flatMap({ Int64($0) }) else { return nil }
            guard rowOfKey.updateValue(number, forKey: key) == nil else {
                throw .disagreement(path: path, reason: "two rows have the key \(key)")
            }
        }
        var numbers: [Int] = []
        numbers.reserveCapacity(ids.count)
        for id in ids {
            guard let number = rowOfKey[id] else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
