internal import Crypto
internal import Foundation
internal import LookalikeCatalogue
public import LookalikePictures

/// A file's bytes, with the metadata that it had while it was read.
struct FileContent {
    let bytes: [UInt8]
    /// If the file may change again without a change of its metadata, a signature that equals no other.
    let signature: FileSignature

    enum Failure: Error {
        /// The file was removed after the scan.
        case vanished
        /// Unreadable, or changing while it is read: the next sync tries again.
        case unreadable(String)
        /// Larger than the limit; not read.
        case tooLarge(FileSignature)
    }

    /// - Parameter limit: files with more bytes are not read.
    static func read(_ path: String, limit: Int) throws(Failure) -> FileContent {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .vanished }
            throw .unreadable(String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is not a file") }
        var signature = FileSignature(status)
        let unchanged = signature
        if !signature.isSettled { signature.changed = 0 }
        guard signature.size <= limit else { throw .tooLarge(signature) }
        var code: Int32 = 0
        // Sound: `filled` never passes the capacity, and counts the bytes that were written.
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(signature.size)) { buffer, filled in
            while filled < buffer.count {
                let count = Foundation.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { code = errno }
                if count <= 0 { return }
                filled += count
            }
        }
        if code != 0 { throw .unreadable(String(cString: strerror(code))) }
        guard fstat(descriptor, &status) == 0, FileSignature(status) == unchanged,
            bytes.count == signature.size
        else {
            throw .unreadable("it changed while it was read")
        }
        return FileContent(bytes: bytes, signature: signature)
    }
}

extension FileContent {
    /// The first bytes of a file.
    static func beginning(of path: String, count: Int) throws(Failure) -> [UInt8] {
        // Does not wait, in case the file has become a pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .vanished }
            throw .unreadable(String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var code: Int32 = 0
        // Sound: `read` never fills more than the capacity, and tells how much it filled.
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let got = pread(descriptor, buffer.baseAddress, count, 0)
            if got < 0 { code = errno } else { filled = got }
        }
        if code != 0 { throw .unreadable(String(cString: strerror(code))) }
        return bytes
    }
}

extension DecodingLimits {
    /// The most bytes of a file of this name: those of raw files are not what is decoded.
    public func maximumBytes(named name: String) -> Int {
        FileNameKind(name) == .raw ? max(maximumBytes, Self.maximumRawBytes) : maximumBytes
    }
}

extension FileSignature {
    /// Whether any later change of the file will change its signature. False within the tick of the kernel's clock (a
    /// few milliseconds) of its last change.
    var isSettled: Bool {
        var now = timespec()
        #if os(Linux)
            // The clock that file times are taken from.
            clock_gettime(CLOCK_REALTIME_COARSE, &now)
        #else
            clock_gettime(CLOCK_REALTIME, &now)
        #endif
        return changed < Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec)
    }
}

/// A file that can't be read.
public struct FileReadError: Error, Sendable {
    /// One sentence without the path.
    public let detail: String
}

extension FileContent.Failure {
    func asError(path: String, limit: Int) -> any Error {
        switch self {
        case .vanished: FileReadError(detail: "there is no such file")
        case .unreadable(let detail): FileReadError(detail: detail)
        case .tooLarge(let signature): PictureError.tooManyBytes(actual: Int(signature.size), limit: limit)
        }
    }
}

/// MD5 in hexadecimal, as in the product catalogue: identifies content, and is not a security measure.
func contentHash(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let digest = Insecure.MD5.hash(data: bytes)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
