internal import Foundation
internal import LookalikeVectors

extension EngineError {
    /// Why a file or a folder of the data folder could not be made, read or written.
    ///
    /// - Parameter code: the system's error number.
    static func system(_ path: String, _ code: Int32) -> EngineError {
        let other = "or name another folder with --data-dir or LOOKALIKE_DATA_DIR"
        return switch code {
        case ENOSPC, EDQUOT: .storageFull
        case EROFS:
            .dataFolderUnusable(
                path: path, detail: "its file system is read-only: make that writable, \(other)")
        case EACCES, EPERM:
            .dataFolderUnusable(
                path: path, detail: "this user may not read and write there: give it the right, \(other)")
        case ENOTDIR:
            .dataFolderUnusable(
                path: path, detail: "it is below a file, not below a folder: \(other.dropFirst(3))")
        default: .dataFolderUnusable(path: path, detail: String(cString: strerror(code)))
        }
    }

    /// What stands against using a collection's files.
    static func damaged(_ collection: String, _ detail: String) -> EngineError {
        .storageDamaged("the collection '\(collection)' can't be used. \(detail)")
    }

    /// Why a search failed: a damaged stored vector is not the query's fault, everything else is.
    init(_ error: IndexError, in collection: String) {
        if case .damagedRow = error {
            self = .damaged(
                collection, "\(error) 'lookalike collections verify \(collection)' names the images.")
        } else {
            self = .invalidVector("\(error)")
        }
    }
}
