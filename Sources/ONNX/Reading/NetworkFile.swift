#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Reads a network's file whole. Not mapped: if another program shortens it, reading fails with an error instead of a
/// signal.
enum NetworkFile {
    static func bytes(of path: String) throws(ONNXReadError) -> [UInt8] {
        // Without O_NONBLOCK, opening a FIFO would wait forever; for regular files it changes nothing.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failed() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failed() }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(detail: "it is a folder or a device")
        }
        guard status.st_size <= Int(Int32.max) else {
            throw .damaged(detail: "it has \(status.st_size) bytes; an ONNX file holds 2,147,483,647")
        }
        let count = Int(status.st_size)
        var failure: ONNXReadError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                // Sound: there is a byte to fill, so there is a base address, and `count - done` bytes follow it.
                let got = read(descriptor, buffer.baseAddress! + done, count - done)
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else {
                    failure = got < 0 ? failed() : .unreadable(detail: "it became shorter while it was read")
                    return
                }
                done += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The error of the system call that just failed.
    private static func failed() -> ONNXReadError {
        .unreadable(detail: String(cString: strerror(errno)))
    }
}
