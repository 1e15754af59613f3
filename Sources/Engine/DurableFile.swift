internal import Foundation

/// Writes files that are whole or not there, whatever happens to the process or the machine.
enum DurableFile {
    struct Failure: Error {
        let path: String
        let code: Int32

        var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
    }

    /// Writes to `temporary` and syncs; then gives that file the name `path` too, unless there is one.
    ///
    /// - Parameter temporary: on the same volume; one that is there is written over. It stays.
    static func write(_ bytes: [UInt8], to path: String, by temporary: String) throws(Failure) {
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(path: temporary, code: errno) }
        var code = writeAll(bytes, to: descriptor)
        if code == 0, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        if code == 0, link(temporary, path) != 0, errno != EEXIST { code = errno }
        guard code == 0 else { throw Failure(path: path, code: code) }
        syncFolder((path as NSString).deletingLastPathComponent)
    }

    /// Makes a folder and those above it, each entry on the disk.
    static func makeFolder(_ path: String) throws(Failure) {
        if mkdir(path, 0o755) != 0 {
            if errno == EEXIST { return }
            guard errno == ENOENT else { throw Failure(path: path, code: errno) }
            try makeFolder((path as NSString).deletingLastPathComponent)
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw Failure(path: path, code: errno) }
        }
        syncFolder((path as NSString).deletingLastPathComponent)
    }

    private static func syncFolder(_ path: String) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// - Returns: 0, or the system's error.
    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                // Sound: `written` is below the buffer's count.
                let count = Foundation.write(
                    descriptor, buffer.baseAddress! + written, buffer.count - written)
                if count < 0, errno == EINTR { continue }
                if count < 0 { return errno }
                written += count
            }
            return 0
        }
    }
}
