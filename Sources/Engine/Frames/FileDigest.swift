internal import Crypto
internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeWorkThreads
internal import Synchronization

/// The MD5 of a file of any size, read piece by piece.
struct FileDigest: Sendable {
    /// In hexadecimal.
    let hash: String
    /// As in ``FileContent``.
    let signature: FileSignature

    private static let pieceBytes = 1 << 20

    /// Reads a file; ends early if the task is cancelled.
    static func readCancellably(_ path: String) async -> Result<FileDigest, FileContent.Failure> {
        let flag = StopFlag()
        return await withTaskCancellationHandler {
            await Blocking.run {
                Result { () throws(FileContent.Failure) in try read(path, unless: flag) }
            }
        } onCancel: {
            flag.set()
        }
    }

    /// - Parameter flag: ends it, once it is set.
    /// - Throws: also if the file changed while it was read.
    static func read(_ path: String, unless flag: StopFlag = StopFlag()) throws(FileContent.Failure)
        -> FileDigest
    {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .vanished }
            throw .unreadable(String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        let begin = try signature(descriptor)
        var digest = Insecure.MD5()
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            if flag.isSet { throw .unreadable("it was not read to its end") }
            // Sound: `read` never fills more than the array has.
            let count = Foundation.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw .unreadable(String(cString: strerror(errno))) }
            if count == 0 { break }
            digest.update(data: piece[..<count])
        }
        guard try signature(descriptor) == begin else { throw .unreadable("it changed while it was read") }
        var signature = begin
        if !signature.isSettled { signature.changed = 0 }
        let hash = digest.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return FileDigest(hash: hash, signature: signature)
    }

    private static func signature(_ descriptor: Int32) throws(FileContent.Failure) -> FileSignature {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is not a file") }
        return FileSignature(status)
    }

    /// Whether the file has the size and the modification that it had. Blocks.
    func isStill(at path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let now = FileSignature(status)
        return now.size == signature.size && now.modified == signature.modified
    }

    // MARK: Whether a file is still the one that it was

    private struct Known: Hashable {
        let path: String
        let signature: FileSignature
    }

    /// Files that were read anew because they are known by another signature, as after a restore.
    private static let known = Mutex<[Known: String]>([:])

    /// Whether a file has the bytes that a record says, as far as can be told without reading it, while someone waits: it is as
    /// large and was written at the same time. A file that was copied with another time is found to be the same by the next
    /// sync. Blocks.
    static func seems(_ path: String, _ image: ImageRecord) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let signature = FileSignature(status)
        if let hash = known.withLock({ $0[Known(path: path, signature: signature)] }) {
            return hash == image.fileHash
        }
        return signature.size == image.signature?.size && signature.modified == image.signature?.modified
    }

    /// Whether a file has the bytes that a record says. It is read only if its metadata are not those of the record, and
    /// once for as long as it stays the same. Blocks.
    static func matches(_ path: String, _ image: ImageRecord) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let signature = FileSignature(status)
        if signature == image.signature { return true }
        let key = Known(path: path, signature: signature)
        if let hash = known.withLock({ $0[key] }) { return hash == image.fileHash }
        // A file that can't be read is not the one that it was.
        guard let digest = try? read(path) else { return false }
        known.withLock { known in
            if known.count >= 1_000 { known.removeAll() }
            known[key] = digest.hash
        }
        return digest.hash == image.fileHash
    }
}
