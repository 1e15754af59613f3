internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// An open file descriptor, closed with its last reference, and the system calls on it with typed errors.
/// Interrupted calls are repeated; short reads and writes are continued.
final class FileHandle: Sendable {
    let path: String
    private let descriptor: Int32

    /// - Parameter name: the path to show in errors, if it differs from the actual one.
    init(opening path: String, flags: Int32, calling name: String? = nil) throws(VectorFileError) {
        self.path = name ?? path
        let opened = retrying { open(path, flags | O_CLOEXEC, 0o644) }
        guard opened >= 0 else {
            throw errno == EEXIST ? .exists(path: path) : .failed("opening", path)
        }
        descriptor = opened
    }

    deinit {
        // A mapping that is still in use would keep the lock alive after the descriptor.
        flock(descriptor, LOCK_UN)
        close(descriptor)
        Self.released.withLock { Self.released.broadcast() }
    }

    /// In bytes. A directory or a device is refused as foreign.
    func size() throws(VectorFileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .failed("reading its size", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .foreign(path: path) }
        return Int(status.st_size)
    }

    /// The first `count` bytes, or all if the file is shorter.
    func readStart(_ count: Int) throws(VectorFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let read = bytes.withUnsafeMutableBytes { buffer in
                retrying { pread(descriptor, buffer.baseAddress! + done, count - done, off_t(done)) }
            }
            guard read >= 0 else { throw .failed("reading", path) }
            guard read > 0 else { break }
            done += read
        }
        return Array(bytes.prefix(done))
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(VectorFileError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: bytes)
        try write(UnsafeRawBufferPointer(buffer), at: offset)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(VectorFileError) {
        var done = 0
        while done < bytes.count {
            let written = retrying {
                pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
            }
            guard written > 0 else { throw .failed("writing", path) }
            done += written
        }
    }

    func truncate(to size: Int) throws(VectorFileError) {
        guard retrying({ ftruncate(descriptor, off_t(size)) }) == 0 else { throw .failed("truncating", path) }
    }

    /// Flushes the file's content and size to the disk.
    func sync() throws(VectorFileError) {
        #if canImport(Glibc)
            let result = retrying { fdatasync(descriptor) }
        #else
            let result = retrying { fcntl(descriptor, F_FULLFSYNC) }
        #endif
        guard result == 0 else { throw .failed("writing to disk", path) }
    }

    /// Signalled whenever this process has closed a file.
    private static let released = NSCondition()

    /// Takes the exclusive writer lock, held until the handle is closed or the process ends.
    ///
    /// - Parameter seconds: how long to wait for a part of this process that is about to close the file.
    func lockForWriting(waiting seconds: Double = 0) throws(VectorFileError) {
        Self.released.lock()
        defer { Self.released.unlock() }
        let deadline = Date() + seconds
        while retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 {
            guard errno == EWOULDBLOCK else { throw .failed("locking", path) }
            guard Self.released.wait(until: deadline) else { throw .inUse(path: path) }
        }
    }

    /// Reads `buffer.count` bytes; bytes beyond the file's end are 0.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(VectorFileError) {
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        var done = 0
        while done < buffer.count {
            let read = retrying {
                pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
            }
            guard read >= 0 else { throw .failed("reading", path) }
            guard read > 0 else { return }
            done += read
        }
    }

    /// Maps the first `length` bytes for reading; pages beyond the file's end must not be accessed until the file
    /// grows.
    func map(length: Int) throws(VectorFileError) -> FileMapping {
        guard let base = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), base != MAP_FAILED else {
            throw .failed("mapping", path)
        }
        return FileMapping(base: UnsafeRawPointer(base), length: length)
    }
}

/// A read-only mapping of a vector file, alive for as long as something refers to it.
///
/// `@unchecked Sendable`: the memory is only ever read, and the bytes of a row do not change once a snapshot
/// refers to it (`VectorFile` writes only behind the last row, and truncates none that a snapshot has).
final class FileMapping: @unchecked Sendable {
    let base: UnsafeRawPointer
    let length: Int

    init(base: UnsafeRawPointer, length: Int) {
        self.base = base
        self.length = length
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: base), length) }
}

/// Repeats a system call while it is interrupted by signals.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

/// Whether a file or folder has this name.
func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Checks that a file about to be replaced, if it exists, starts like one of ours.
///
/// - Throws: `foreign` if it does not.
func refuseForeign(at path: String, magic: [UInt8]) throws(VectorFileError) {
    guard exists(path) else { return }
    let start = try FileHandle(opening: path, flags: O_RDONLY).readStart(magic.count)
    guard start.isEmpty || start == magic else { throw .foreign(path: path) }
}

/// Flushes the entries of the directory that contains `path` (created, renamed or removed names).
func syncDirectory(of path: String) throws(VectorFileError) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let opened = retrying { open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard opened >= 0 else { throw .failed("opening", directory) }
    defer { close(opened) }
    // Some file systems cannot sync a directory and say EINVAL; there is nothing more to do there.
    guard retrying({ fsync(opened) }) == 0 || errno == EINVAL else {
        throw .failed("writing to disk", directory)
    }
}

/// Gives a finished temporary file its final name unless that is taken, in one step, and flushes the directory. The
/// temporary name is removed, even on failure.
func publish(_ temporary: String, as path: String) throws(VectorFileError) {
    let linked = link(temporary, path) == 0
    let code = errno
    unlink(temporary)
    guard linked else {
        throw code == EEXIST
            ? .exists(path: path) : .system(path: path, operation: "naming it", code: code)
    }
    do throws(VectorFileError) {
        try syncDirectory(of: path)
    } catch {
        unlink(path)
        throw error
    }
}

extension VectorFileError {
    /// The error of the system call that just failed.
    static func failed(_ operation: String, _ path: String) -> VectorFileError {
        .system(path: path, operation: operation, code: errno)
    }

    static func text(of code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
