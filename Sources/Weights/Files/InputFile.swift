#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A file read at given offsets, closed with its last reference. Not mapped: if another program truncates it, reading
/// fails with an error instead of a signal, and what was read is no part of this process's memory.
final class InputFile: Sendable {
    /// In bytes, when it was opened.
    let size: Int
    private let descriptor: Int32

    init(_ path: String) throws(WeightFileError) {
        // Without O_NONBLOCK, opening a FIFO would wait forever; for regular files it changes nothing.
        let opened = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard opened >= 0 else { throw .failed() }
        var status = stat()
        guard fstat(opened, &status) == 0 else {
            let error = WeightFileError.failed()
            close(opened)
            throw error
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw .unreadable(detail: "it is a folder or a device")
        }
        descriptor = opened
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// - Precondition: `count` was found to lie within the file.
    func bytes(at offset: Int, count: Int) throws(WeightFileError) -> [UInt8] {
        var failure: WeightFileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
            do throws(WeightFileError) {
                let target = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
                try read(into: UnsafeMutableRawBufferPointer(target), at: offset)
                initialised = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Fills the whole buffer.
    private func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(WeightFileError) {
        var done = 0
        while done < buffer.count {
            // There is a byte to fill, so there is a base address.
            let read = retrying {
                pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
            }
            guard read >= 0 else { throw .failed() }
            guard read > 0 else { throw .unreadable(detail: "it became shorter while it was read") }
            done += read
        }
    }
}

/// Repeats a system call while it is interrupted by signals.
private func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

extension WeightFileError {
    /// The error of the system call that just failed.
    fileprivate static func failed() -> WeightFileError {
        let code = errno
        return .unreadable(detail: strerror(code).map { String(cString: $0) } ?? "error \(code)")
    }
}
