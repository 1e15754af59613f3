internal import Crypto
internal import Foundation

/// Writes a tar archive one member after the other; nothing is sought in it, so it may be a pipe.
final class ArchiveWriter {
    /// Bytes written so far, those that wait in the buffer too.
    private(set) var offset: Int64
    private let descriptor: Int32
    private let path: String
    private var waiting: [UInt8] = []
    private static let bufferSize = 1 << 20

    /// - Parameters:
    ///   - path: for messages.
    ///   - offset: how many bytes the file has already.
    init(_ descriptor: Int32, path: String, offset: Int64 = 0) {
        self.descriptor = descriptor
        self.path = path
        self.offset = offset
        waiting.reserveCapacity(2 * Self.bufferSize)
    }

    /// Adds a member of so many bytes, which `read` gives: it fills a buffer and returns how many bytes it put there, 0 at
    /// its end. What is missing then is filled with zeros.
    ///
    /// - Returns: the SHA-256 of the contents, in hexadecimal, and whether `read` gave all of them.
    func add(
        _ header: TarHeader, _ read: (UnsafeMutableRawBufferPointer) throws(BackupError) -> Int
    ) throws(BackupError) -> (sha256: String, isWhole: Bool) {
        try write(header.encoded)
        var hash = SHA256()
        var (left, isWhole) = (header.bytes, true)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferSize, alignment: 16)
        defer { buffer.deallocate() }
        while left > 0 {
            // Sound: never longer than the buffer.
            let room = UnsafeMutableRawBufferPointer(
                rebasing: buffer.prefix(Int(min(left, Int64(buffer.count)))))
            var count = isWhole ? try read(room) : 0
            if count == 0 {
                isWhole = false
                count = room.count
                room.initializeMemory(as: UInt8.self, repeating: 0)
            }
            let piece = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room).prefix(count))
            hash.update(bufferPointer: piece)
            try write(piece)
            left -= Int64(count)
        }
        try write([UInt8](repeating: 0, count: TarHeader.padding(after: header.bytes)))
        return (hash.finalize().hexadecimal, isWhole)
    }

    /// Adds a member of these bytes.
    func add(_ path: String, _ bytes: [UInt8]) throws(BackupError) -> String {
        var given = 0
        return try add(TarHeader(path: path, bytes: Int64(bytes.count))) { buffer in
            let count = min(buffer.count, bytes.count - given)
            bytes[given..<given + count].withUnsafeBytes { buffer.copyMemory(from: $0) }
            given += count
            return count
        }.sha256
    }

    /// Ends the archive: two blocks of zeros.
    func finish() throws(BackupError) {
        try write([UInt8](repeating: 0, count: 2 * TarHeader.block))
        try flush()
    }

    private func write(_ bytes: [UInt8]) throws(BackupError) {
        offset += Int64(bytes.count)
        waiting += bytes
        if waiting.count >= Self.bufferSize { try flush() }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(BackupError) {
        offset += Int64(bytes.count)
        waiting += bytes
        if waiting.count >= Self.bufferSize { try flush() }
    }

    /// Hands all bytes to the system.
    func flush() throws(BackupError) {
        let code = DurableFile.writeAll(waiting, to: descriptor)
        waiting.removeAll(keepingCapacity: true)
        if code != 0 { throw .system(path, code) }
    }
}

extension SHA256Digest {
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// SHA-256 of bytes in memory.
enum SHA256Sum {
    /// In hexadecimal.
    static func of(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }
}
