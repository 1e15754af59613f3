internal import Foundation
internal import SystemPackage

/// The images of a batch on the disk, one after the other: the lengths of the header and of the bytes as 8-byte
/// numbers, the header as JSON, the bytes. Read once from the start.
///
/// `@unchecked Sendable` is sound: it is used by one task at a time, which its owners see to.
final class SpoolFile: @unchecked Sendable {
    private let descriptor: Int32
    private let path: String

    init(creating path: String) throws(EngineError) {
        do { try DurableFile.makeFolder(FilePath(path).removingLastComponent().string) } catch {
            throw EngineError(error)
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        self.path = path
        guard descriptor >= 0 else { throw EngineError(DurableFile.Failure(path: path, code: errno)) }
    }

    init(reading path: String) throws(EngineError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0 else { throw EngineError(DurableFile.Failure(path: path, code: errno)) }
    }

    deinit { close(descriptor) }

    func append(_ header: BatchHeader, _ bytes: [UInt8]) throws {
        let text = try JSONEncoder().encode(header)
        var start: [UInt8] = []
        for count in [text.count, bytes.count] {
            withUnsafeBytes(of: UInt64(count).littleEndian) { start += Array($0) }
        }
        let code = DurableFile.writeAll(start + text, to: descriptor)
        let rest = code == 0 ? DurableFile.writeAll(bytes, to: descriptor) : code
        if rest != 0 { throw EngineError(DurableFile.Failure(path: path, code: rest)) }
    }

    /// Afterwards everything appended is on the disk, under its name.
    func sync() throws(EngineError) {
        guard fsync(descriptor) == 0 else { throw EngineError(DurableFile.Failure(path: path, code: errno)) }
        DurableFile.syncFolder(FilePath(path).removingLastComponent().string)
    }

    /// The next image; nil at the end.
    func next() throws -> (BatchHeader, [UInt8])? {
        guard let (text, count) = try nextHeader() else { return nil }
        return (try JSONDecoder().decode(BatchHeader.self, from: Data(text)), try read(count))
    }

    /// Skips the next image.
    func skip() throws {
        guard let (_, count) = try nextHeader() else { return }
        lseek(descriptor, off_t(count), SEEK_CUR)
    }

    private func nextHeader() throws -> (text: [UInt8], count: Int)? {
        let start = try read(16, isEndAllowed: true)
        if start.isEmpty { return nil }
        let counts = start.withUnsafeBytes { buffer in
            (0..<2).map {
                UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
            }
        }
        guard counts.allSatisfy({ $0 < 1 << 32 }) else { throw damaged }
        return (try read(Int(counts[0])), Int(counts[1]))
    }

    private func read(_ count: Int, isEndAllowed: Bool = false) throws -> [UInt8] {
        // Sound: `filled` never passes the capacity, and counts the bytes that were written.
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Foundation.read(descriptor, buffer.baseAddress! + filled, count - filled)
                if got < 0, errno == EINTR { continue }
                if got <= 0 { return }
                filled += got
            }
        }
        guard bytes.count == count || isEndAllowed && bytes.isEmpty else { throw damaged }
        return bytes
    }

    private var damaged: EngineError { .storageDamaged("\(path) is not a batch as it was written.") }
}
