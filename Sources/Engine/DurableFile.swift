internal import Foundation
internal import SystemPackage

/// Writes files so that after a crash they are either complete or not there.
enum DurableFile {
    struct Failure: Error {
        let path: String
        let code: Int32

        var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
    }

    /// Writes a file and asks the system to start flushing it; ``finish(_:as:)`` waits for that.
    ///
    /// - Parameter temporary: an existing file is replaced.
    static func begin(_ bytes: [UInt8], at temporary: String) throws(Failure) {
        // Not overwritten in place: the old file may have a second name.
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(path: temporary, code: errno) }
        let code = writeAll(bytes, to: descriptor)
        #if os(Linux)
            // A hint that begins the writing, see mm/fadvise.c; the sync asks for it again.
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        #endif
        close(descriptor)
        guard code == 0 else { throw Failure(path: temporary, code: code) }
    }

    /// Flushes a file that was begun and links it as `path`, unless that exists. The first name stays.
    ///
    /// - Parameter path: on the same volume. Sync its folder afterwards.
    static func finish(_ temporary: String, as path: String) throws(Failure) {
        let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: temporary, code: errno) }
        var code: Int32 = fsync(descriptor) == 0 ? 0 : errno
        close(descriptor)
        if code == 0, link(temporary, path) != 0, errno != EEXIST { code = errno }
        guard code == 0 else { throw Failure(path: path, code: code) }
    }

    /// Replaces a file, or creates it. After a crash either the old or the new one is there, complete.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
        let temporary = "\(path).\(UUID().uuidString).tmp"
        try begin(bytes, at: temporary)
        let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
        var code: Int32 = descriptor >= 0 ? 0 : errno
        if code == 0, fsync(descriptor) != 0 { code = errno }
        if descriptor >= 0 { close(descriptor) }
        if code == 0, rename(temporary, path) != 0 { code = errno }
        guard code == 0 else {
            unlink(temporary)
            throw Failure(path: path, code: code)
        }
        syncFolder(FilePath(path).removingLastComponent().string)
    }

    /// Makes a folder and those above it, each entry on the disk. Whatever has the name already stays.
    static func makeFolder(_ path: String, mode: mode_t = 0o755) throws(Failure) {
        if mkdir(path, mode) != 0 {
            if errno == EEXIST { return }
            let above = FilePath(path).removingLastComponent().string
            guard errno == ENOENT, !above.isEmpty else { throw Failure(path: path, code: errno) }
            try makeFolder(above, mode: mode)
            guard mkdir(path, mode) == 0 || errno == EEXIST else { throw Failure(path: path, code: errno) }
        }
        syncFolder(FilePath(path).removingLastComponent().string)
    }

    static func syncFolder(_ path: String) {
        let folder = open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// - Returns: 0, or the system's error.
    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
    }

    /// - Returns: 0, or the system's error.
    static func writeAll(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var written = 0
        while written < buffer.count {
            // Sound: `written` is below the buffer's count.
            let count = Foundation.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno }
            written += count
        }
        return 0
    }
}
