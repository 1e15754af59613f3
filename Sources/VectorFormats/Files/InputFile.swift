#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A file read at given offsets, closed with its last reference. Not mapped: if another program truncates it, reading
/// fails with an error instead of a signal.
final class InputFile: Sendable {
    let path: String
    /// In bytes, when it was opened.
    let size: Int
    private let descriptor: Int32

    init(_ path: String) throws(VectorFormatError) {
        self.path = path
        // Without O_NONBLOCK, opening a FIFO would wait forever; for regular files it changes nothing.
        let opened = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard opened >= 0 else { throw .failed("opening", path) }
        var status = stat()
        guard fstat(opened, &status) == 0 else {
            let error = VectorFormatError.failed("reading its size", path)
            close(opened)
            throw error
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw .unrecognised(path: path, expected: "a file")
        }
        descriptor = opened
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// - Precondition: `count` was found to lie within the file.
    func bytes(at offset: Int, count: Int) throws(VectorFormatError) -> [UInt8] {
        var failure: VectorFormatError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
            do throws(VectorFormatError) {
                try read(
                    into: UnsafeMutableRawBufferPointer(
                        UnsafeMutableBufferPointer(rebasing: buffer[..<count])),
                    at: offset)
                initialised = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Fills the whole buffer.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(VectorFormatError) {
        var done = 0
        while done < buffer.count {
            // There is a byte to fill, so there is a base address.
            let read = retrying {
                pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
            }
            guard read >= 0 else { throw .failed("reading", path) }
            guard read > 0 else { throw .damaged(path: path, reason: "it became shorter while it was read") }
            done += read
        }
    }
}

/// Repeats a system call while it is interrupted by signals.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
