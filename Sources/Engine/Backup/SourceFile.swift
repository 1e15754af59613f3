internal import Foundation

/// A file of the data folder, as it is at one moment. Counts of names and times of renames are no part of it.
struct FileState: Hashable, Codable {
    var bytes: Int64
    /// Nanoseconds since 1970.
    var modified: Int64
    var inode: UInt64

    init(_ status: stat) {
        #if os(Linux)
            let time = status.st_mtim
        #else
            let time = status.st_mtimespec
        #endif
        bytes = Int64(status.st_size)
        modified = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
        inode = UInt64(status.st_ino)
    }
}

/// An open file of the data folder: it can be read to its end even if it is replaced or removed meanwhile.
final class SourceFile {
    /// Below the data folder.
    let path: String
    private let place: String
    private let descriptor: Int32

    /// - Returns: nil if it is not there any more, or is no file.
    /// - Throws: ``BackupError/failed(path:detail:)``.
    convenience init?(_ path: String, in folder: String) throws(BackupError) {
        try self.init(path, at: "\(folder)/\(path)")
    }

    /// - Parameter path: what it is called in a backup.
    init?(_ path: String, at place: String) throws(BackupError) {
        (self.path, self.place) = (path, place)
        descriptor = open(place, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system(place)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    var state: FileState {
        get throws(BackupError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw .system(place) }
            return FileState(status)
        }
    }

    /// - Returns: how many bytes from `offset` on were put into the buffer; 0 at the end.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(BackupError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(place) }
            return count
        }
    }
}
