internal import LookalikeZlib

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A copy of a section of a file, in the folder for temporary files and without a name there: whatever happens, it is
/// gone when no process has it open any more.
final class NamelessFile {
    /// For reading.
    let descriptor: Int32

    private static let blockSize = 1 << 20

    init(_ section: FileSection) throws(WeightFileError) {
        descriptor = try Self.make()
        // Deflated bytes are inflated at once.
        let block = section.deflatedCount == nil ? Self.blockSize : max(section.count, 1)
        var crc = CRC32()
        for start in stride(from: 0, to: section.count, by: block) {
            let bytes = try section.bytes(start..<min(section.count, start + block))
            crc.update(bytes)
            try write(bytes)
        }
        try section.check(crc)
    }

    deinit { close(descriptor) }

    private static func make() throws(WeightFileError) -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var path = (folder + "/lookalike-XXXXXX").utf8CString
        // Sound: mkstemp changes the letters X in place, and the array ends with a zero.
        let made = path.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
        guard made >= 0 else { throw failed(in: folder) }
        path.withUnsafeBufferPointer { _ = unlink($0.baseAddress!) }
        // The descriptor is not for programs that are started meanwhile.
        _ = fcntl(made, F_SETFD, FD_CLOEXEC)
        return made
    }

    private func write(_ bytes: [UInt8]) throws(WeightFileError) {
        var done = 0
        while done < bytes.count {
            // Sound: the count is what is left of the array.
            let written = bytes.withUnsafeBytes {
                #if canImport(Glibc)
                    Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done)
                #else
                    Darwin.write(descriptor, $0.baseAddress! + done, bytes.count - done)
                #endif
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw Self.failed(in: "the folder for temporary files") }
            done += written
        }
    }

    private static func failed(in place: String) -> WeightFileError {
        let code = errno
        let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return .unreadable(detail: "a copy of its weights can't be written to \(place): \(reason)")
    }
}
