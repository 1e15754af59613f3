internal import Foundation

/// Why a backup could not be written, read or restored. Each is one sentence for people.
public enum BackupError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file is no backup of a data folder.
    case foreign(path: String)
    /// A newer version of Lookalike made it.
    case newer(path: String)
    /// The file ends too early. The member is the one that it ends in; empty if it ends between two.
    case cutOff(path: String, member: String)
    /// A member is not as it was written, or is missing.
    case damaged(path: String, member: String, detail: String)
    /// The backup that was not finished yet, under the name that it has until then.
    case unfinished(path: String)
    /// A file of that name exists.
    case exists(path: String)
    /// Another process is writing the same backup.
    case inUse(path: String)
    /// The folder to restore into has data.
    case folderHasData(path: String)
    /// So much was changed that no single moment could be found.
    case restless(path: String)
    /// The server has no folder for backups.
    case notConfigured
    /// There is no backup of that name.
    case unknown(String)
    /// A backup can't have this name.
    case invalidName(String)
    /// A file could not be read or written.
    case failed(path: String, detail: String)
    /// The disk of that file is full.
    case full(path: String)

    public var description: String {
        switch self {
        case .foreign(let path): "\(path) is no backup that Lookalike made."
        case .newer(let path): "A newer version of Lookalike made the backup \(path): restore it with that."
        case .cutOff(let path, let member):
            "The backup \(path) is cut off\(member.isEmpty ? "" : " in '\(member)'"). Nothing of it was restored."
        case .damaged(let path, let member, let detail):
            "The backup \(path) is damaged: '\(member)' \(detail). Nothing of it was restored."
        case .unfinished(let path):
            "\(path) is a backup that was not finished: run 'lookalike backup \(path.dropLast(BackupFile.partSuffix.count))' again, it goes on where it stopped."
        case .exists(let path): "\(path) exists already; --force replaces it."
        case .inUse(let path): "Another process is writing the backup \(path)."
        case .folderHasData(let path):
            "The folder \(path) is not empty, and nothing was changed: restore into another one with --data-dir, or set what it has aside with --set-aside."
        case .restless(let path):
            "The files of \(path) were replaced so often that no moment could be kept; try again."
        case .notConfigured:
            "This server has no folder for backups: set LOOKALIKE_BACKUP_DIR, or use 'lookalike backup FILE' on its machine."
        case .unknown(let name): "There is no backup '\(name)'."
        case .invalidName(let name):
            "'\(name)' can't name a backup: 1–100 letters, digits, '-', '_' or '.', beginning with a letter or digit and ending with '.tar'."
        case .failed(let path, let detail): "\(path): \(detail)."
        case .full(let path): "The disk of \(path) is full."
        }
    }

    /// The system's error for a file.
    static func system(_ path: String, _ code: Int32 = errno) -> BackupError {
        code == ENOSPC || code == EDQUOT
            ? .full(path: path) : .failed(path: path, detail: String(cString: strerror(code)))
    }
}
