/// Why a vector file could not be created, opened, read or written. `path` is the file's.
public enum VectorFileError: Error, Equatable, Sendable {
    /// The file exists; nothing is ever overwritten.
    case exists(path: String)
    /// Not a vector file at all.
    case foreign(path: String)
    /// A vector file of a format version that this program does not know.
    case unknownVersion(path: String, version: UInt32)
    /// A vector file with a damaged header; the text says how.
    case damaged(path: String, reason: String)
    /// Fewer rows in the file than were committed to it.
    case missingRows(path: String, expected: Int, found: Int)
    /// Another process, or another part of this one, has the file open for writing.
    case inUse(path: String)
    /// The file was opened for reading only.
    case readOnly(path: String)
    /// A snapshot contains a row that the file does not have, or a row twice.
    case invalidRow(path: String, row: Int)
    /// A snapshot contains an id twice.
    case duplicateID(path: String, id: Int64)
    /// A file holds at most 2³² − 1 rows.
    case full(path: String)
    /// The vectors or ids given were refused.
    case input(IndexError)
    /// The system refused `operation`.
    case system(path: String, operation: String, code: Int32)
}

extension VectorFileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exists(let path):
            "\(path) exists already; it is left as it is."
        case .foreign(let path):
            "\(path) is not a vector file."
        case .unknownVersion(let path, let version):
            "\(path) has format version \(version), which this program does not know."
        case .damaged(let path, let reason):
            "\(path) is damaged: \(reason)."
        case .missingRows(let path, let expected, let found):
            "\(path) holds \(found) rows where \(expected) were stored: its end is missing."
        case .inUse(let path):
            "\(path) is open for writing elsewhere."
        case .readOnly(let path):
            "\(path) was opened for reading only."
        case .invalidRow(let path, let row):
            "Row \(row) of \(path) does not exist, or is referred to twice."
        case .duplicateID(let path, let id):
            "Id \(id) was given twice for \(path)."
        case .full(let path):
            "\(path) holds as many rows as a file can."
        case .input(let error):
            error.description
        case .system(let path, let operation, let code):
            "\(path): \(operation) failed: \(Self.text(of: code))."
        }
    }
}
