internal import Foundation
internal import GRDB

extension CatalogueError {
    /// The meaning of a database error for the file at `path`, with advice.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as CatalogueError: self = error
        case let error as DatabaseError: self.init(database: error, path: path)
        default: self = .failed("\(error)")
        }
    }

    private init(database error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_NOTADB: self = .unusable(path: path, detail: "it is no database. \(Self.remedy)")
        case .SQLITE_CORRUPT: self = .unusable(path: path, detail: "it is damaged. \(Self.remedy)")
        case .SQLITE_BUSY:
            self = .unusable(path: path, detail: "another program holds it: stop that, or try again later.")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_IOERR:
            self = .unusable(path: path, detail: Self.obstacle(path) ?? "\(Self.words(error)).")
        default: self = .failed(Self.words(error))
        }
    }

    private static let remedy = """
        Put a copy of it back. Where there is none, move it away: a new one is made then, and 'lookalike orphans' lists \
        and adopts what the data folder has.
        """

    /// Why the file can't be read and written; nil if it can. Even reading requires writing beside it: that is how
    /// readers and the writer coordinate (sqlite.org/wal.html).
    private static func obstacle(_ path: String) -> String? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var status = stat()
        guard stat(folder, &status) == 0 else { return "its folder \(folder) is not there." }
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return "it is a folder." }
        for place in [folder, path] + ["-wal", "-shm"].map({ path + $0 }) {
            guard access(place, R_OK | W_OK) != 0, errno != ENOENT else { continue }
            return errno == EROFS
                ? "its file system is read-only, and reading it needs to write beside it: make that writable, or copy the data folder to one that is."
                : "this user may not read and write \(place): give it the right, or copy the data folder to where it has it."
        }
        return nil
    }

    private static func words(_ error: DatabaseError) -> String {
        "SQLite error \(error.extendedResultCode.rawValue): \(error.message ?? "no more is known")"
    }
}
