#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A file that is written beside its place and gets its name when it is whole. Until then, and when writing fails,
/// what had the name keeps it. Used by one thread at a time.
final class OutputFile {
    let path: String
    /// Where it is until it is published.
    let temporary: String
    private let replacing: Bool
    private let descriptor: Int32
    private var offset = 0
    private var isPublished = false

    init(_ path: String, replacing: Bool) throws(VectorFormatError) {
        self.path = path
        self.replacing = replacing
        if !replacing, access(path, F_OK) == 0 { throw .exists(path: path) }
        let mark = String(UInt64.random(in: .min ... .max), radix: 36)
        let temporary = path + ".part-" + mark
        self.temporary = temporary
        let opened = retrying { open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644) }
        guard opened >= 0 else { throw .failed("writing", path) }
        descriptor = opened
    }

    deinit {
        if !isPublished { unlink(temporary) }
        close(descriptor)
    }

    func append(_ bytes: [UInt8]) throws(VectorFormatError) { try append(numbers: bytes) }

    /// Numbers as they lie in memory: little-endian, on all machines that are supported.
    func append<Number: BitwiseCopyable>(numbers: [Number]) throws(VectorFormatError) {
        try write(numbers, at: offset)
        offset += numbers.count * MemoryLayout<Number>.stride
    }

    func write<Number: BitwiseCopyable>(_ numbers: [Number], at offset: Int) throws(VectorFormatError) {
        let size = numbers.count * MemoryLayout<Number>.stride
        var done = 0
        while done < size {
            let written = numbers.withUnsafeBytes { bytes in
                // There is something left to write, so there is a base address.
                retrying { pwrite(descriptor, bytes.baseAddress! + done, size - done, off_t(offset + done)) }
            }
            guard written > 0 else { throw .failed("writing", path) }
            done += written
        }
    }

    /// Makes it last and gives it its name.
    func publish() throws(VectorFormatError) {
        guard retrying({ fsync(descriptor) }) == 0 else { throw .failed("writing to disk", path) }
        if replacing {
            guard rename(temporary, path) == 0 else { throw .failed("naming it", path) }
        } else {
            // Unlike a renaming, a link never takes another file's name.
            guard link(temporary, path) == 0 else {
                throw errno == EEXIST ? .exists(path: path) : .failed("naming it", path)
            }
            unlink(temporary)
        }
        isPublished = true
        try syncFolder()
    }

    private func syncFolder() throws(VectorFormatError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let opened = retrying { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard opened >= 0 else { throw .failed("opening", folder) }
        defer { close(opened) }
        // Some file systems can't sync a folder and say EINVAL; there is nothing more to do there.
        guard retrying({ fsync(opened) }) == 0 || errno == EINVAL else {
            throw .failed("writing to disk", folder)
        }
    }
}
