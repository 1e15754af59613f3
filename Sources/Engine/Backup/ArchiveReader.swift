internal import Crypto
internal import Foundation

/// Reads a tar archive that ``ArchiveWriter`` wrote, from its beginning to its end.
final class ArchiveReader {
    /// Where the member that was read last ends, with what fills its last block.
    private(set) var offset: Int64 = 0
    private let descriptor: Int32
    private let path: String
    /// The member whose contents come next.
    private var current: TarHeader?
    private static let bufferSize = 1 << 20
    private static let largestExtension: Int64 = 1 << 16

    /// - Parameter path: for messages.
    init(_ descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// The next member; read its contents with ``contents(_:)`` before the one after it. Nil at the archive's end.
    func next() throws(BackupError) -> TarHeader? {
        let block = try read(TarHeader.block, of: "")
        if block.allSatisfy({ $0 == 0 }) {
            try checkEnd()
            return nil
        }
        guard var (kind, header) = TarHeader.decode(block) else { throw unreadable }
        if kind == .extended {
            guard header.bytes <= Self.largestExtension else { throw unreadable }
            let size = Int(header.bytes)
            let body = try read(size + TarHeader.padding(after: header.bytes), of: header.path)
            guard body[size...].allSatisfy({ $0 == 0 }),
                let own = TarHeader.decode(try read(TarHeader.block, of: "")), own.kind == .file,
                let extended = own.header.extended(by: Array(body[..<size]))
            else { throw unreadable }
            (kind, header) = (.file, extended)
        }
        guard kind == .file, header.isPathSafe else { throw unreadable }
        current = header
        return header
    }

    /// Passes the contents of the member to `body`, piece by piece.
    ///
    /// - Returns: their SHA-256 in hexadecimal.
    func contents(
        _ body: (UnsafeRawBufferPointer) throws(BackupError) -> Void = { (_) throws(BackupError) in }
    ) throws(BackupError) -> String {
        guard let header = current else { return "" }
        var hash = SHA256()
        var left = header.bytes
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferSize, alignment: 16)
        defer { buffer.deallocate() }
        while left > 0 {
            if Task.isCancelled { throw .failed(path: path, detail: "reading it was stopped") }
            // Sound: never longer than the buffer.
            let room = UnsafeMutableRawBufferPointer(
                rebasing: buffer.prefix(Int(min(left, Int64(buffer.count)))))
            let count = try readSome(into: room)
            guard count > 0 else { throw .cutOff(path: path, member: header.path) }
            let piece = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room).prefix(count))
            hash.update(bufferPointer: piece)
            try body(piece)
            left -= Int64(count)
        }
        let padding = try read(TarHeader.padding(after: header.bytes), of: header.path)
        guard padding.allSatisfy({ $0 == 0 }) else {
            throw .damaged(path: path, member: header.path, detail: "is followed by other bytes")
        }
        current = nil
        return hash.finalize().hexadecimal
    }

    private var unreadable: BackupError {
        offset <= Int64(TarHeader.block)
            ? .foreign(path: path)
            : .damaged(path: path, member: "the header at byte \(offset)", detail: "can't be read")
    }

    /// Only zeros may follow the first block of them, at least another block.
    private func checkEnd() throws(BackupError) {
        guard try read(TarHeader.block, of: "").allSatisfy({ $0 == 0 }) else { throw unreadable }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try readSome(into: buffer), count > 0 {
            guard buffer.prefix(count).allSatisfy({ $0 == 0 }) else { throw unreadable }
        }
    }

    private func read(_ count: Int, of member: String) throws(BackupError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            var (got, failure): (Int, BackupError?) = (0, nil)
            bytes.withUnsafeMutableBytes { buffer in
                do throws(BackupError) {
                    got = try readSome(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            guard got > 0 else {
                throw offset == 0 ? .foreign(path: path) : .cutOff(path: path, member: member)
            }
            filled += got
        }
        return bytes
    }

    private func readSome(into buffer: UnsafeMutableRawBufferPointer) throws(BackupError) -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(path) }
            offset += Int64(count)
            return count
        }
    }
}
