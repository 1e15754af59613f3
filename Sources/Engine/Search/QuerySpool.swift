internal import Foundation
internal import LookalikeWorkThreads

/// Queries that a client sent in one request, on the disk until they are searched: only one of them is in memory while
/// they arrive. The file has no name, so nothing is left of it, whatever happens.
///
/// ```swift
/// let spool = try await QuerySpool(in: engine.data)
/// try await spool.append(name: "mug.jpg", bytes)
/// let item = try await spool.item(0)
/// print(item.name ?? "", item.bytes.count)
/// ```
public actor QuerySpool {
    /// One query.
    public struct Item: Sendable {
        /// Counted from 0.
        public let position: Int
        /// What the client called it; nil for no name.
        public let name: String?
        /// As they came.
        public let bytes: [UInt8]
    }

    private struct Entry {
        let name: String?
        let offset: Int
        let count: Int
    }

    private let file: SpoolHandle
    private var entries: [Entry] = []
    private var length = 0

    /// - Throws: ``EngineError/storageFull``, ``EngineError/dataFolderUnusable(path:detail:)``.
    public init(in data: DataDirectory) async throws {
        file = try await Blocking.run { try SpoolHandle(in: data.path) }
    }

    /// How many items there are.
    public var count: Int { entries.count }

    /// - Throws: ``EngineError/storageFull``, ``EngineError/dataFolderUnusable(path:detail:)``.
    public func append(name: String?, _ bytes: [UInt8]) async throws {
        let (file, offset) = (file, length)
        length += bytes.count
        entries.append(Entry(name: name, offset: offset, count: bytes.count))
        try await Blocking.run { try file.write(bytes, at: offset) }
    }

    /// The length of an item.
    ///
    /// - Parameter position: below ``count``.
    public func bytes(of position: Int) -> Int { entries[position].count }

    /// Reads an item from the disk.
    ///
    /// - Parameter position: below ``count``.
    public func item(_ position: Int) async throws -> Item {
        let (file, entry) = (file, entries[position])
        let bytes = try await Blocking.run { try file.read(entry.count, at: entry.offset) }
        return Item(position: position, name: entry.name, bytes: bytes)
    }
}

/// An open file without a name.
private final class SpoolHandle: Sendable {
    private let descriptor: Int32
    private let folder: String

    init(in folder: String) throws(EngineError) {
        self.folder = folder
        let path = "\(folder)/.queries-\(UUID().uuidString)"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw EngineError(DurableFile.Failure(path: path, code: errno)) }
        unlink(path)
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8], at offset: Int) throws(EngineError) {
        var done = 0
        while done < bytes.count {
            // Sound: what is written begins and ends within the array.
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress! + done, bytes.count - done, off_t(offset + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw EngineError(DurableFile.Failure(path: folder, code: errno)) }
            done += count
        }
    }

    func read(_ count: Int, at offset: Int) throws(EngineError) -> [UInt8] {
        var code: Int32 = 0
        // Sound: `filled` never passes the capacity, and counts the bytes that were read.
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    code = got < 0 ? errno : EIO
                    return
                }
                filled += got
            }
        }
        guard code == 0 else { throw EngineError(DurableFile.Failure(path: folder, code: code)) }
        return bytes
    }
}
