internal import Foundation

/// The uploaded images of an exported collection: a tar archive beside the list, with a file for each content, called by its
/// MD5.
public final class ExportedUploads: Sendable {
    private struct Place {
        var offset: Int64
        var bytes: Int
    }

    private let path: String
    private let descriptor: Int32
    private let places: [String: Place]

    /// Its path beside a list `X.json`: `X.images.tar`.
    public static func path(besideList path: String) -> String {
        (path.hasSuffix(".json") ? String(path.dropLast(5)) : path) + ".images.tar"
    }

    /// Opens the archive beside a list; nil if there is none. Reads all of it.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` if it is cut off or another program's.
    public init?(besideList list: String) throws(EngineError) {
        path = Self.path(besideList: list)
        guard access(path, F_OK) == 0 else { return nil }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw .system(path, errno) }
        do {
            places = try Self.places(ArchiveReader(opened, path: path))
        } catch {
            close(opened)
            throw Self.damaged(path)
        }
        descriptor = opened
    }

    deinit { close(descriptor) }

    private static func places(_ reader: ArchiveReader) throws(BackupError) -> [String: Place] {
        var places: [String: Place] = [:]
        while let header = try reader.next() {
            places[header.path] = Place(offset: reader.offset, bytes: Int(header.bytes))
            _ = try reader.contents()
        }
        return places
    }

    private static func damaged(_ path: String) -> EngineError {
        .storageDamaged("\(path) is not what 'lookalike export' writes beside a list")
    }

    /// The bytes with an MD5; nil if they are not in the archive. Blocks.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` if they are others.
    public func bytes(_ hash: String) throws(EngineError) -> [UInt8]? {
        guard let place = places[hash] else { return nil }
        // Sound: `count` is what was read, and no more than the capacity.
        let bytes = [UInt8](unsafeUninitializedCapacity: place.bytes) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, place.bytes, off_t(place.offset)))
        }
        guard bytes.count == place.bytes, contentHash(bytes) == hash else { throw Self.damaged(path) }
        return bytes
    }
}

/// Writes what ``ExportedUploads`` reads.
public final class ExportedUploadsWriter {
    private let path: String
    private let descriptor: Int32
    private let archive: ArchiveWriter
    private var written: Set<String> = []

    /// - Parameter path: of the archive. It is not there before it is complete.
    /// - Throws: ``EngineError/storageFull``, ``EngineError/dataFolderUnusable(path:detail:)``.
    public init(_ path: String) throws(EngineError) {
        self.path = path
        let part = path + ".part"
        unlink(part)
        descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(part, errno) }
        archive = ArchiveWriter(descriptor, path: part)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        unlink(path + ".part")
    }

    /// Adds a content, unless it is there.
    ///
    /// - Parameter hash: its MD5.
    /// - Throws: ``BackupError``.
    public func add(_ bytes: [UInt8], hash: String) throws(BackupError) {
        if written.insert(hash).inserted { _ = try archive.add(hash, bytes) }
    }

    /// Completes the archive; makes none if nothing was added.
    ///
    /// - Returns: how many contents it has.
    /// - Throws: ``BackupError``.
    public func finish() throws(BackupError) -> Int {
        if written.isEmpty { return 0 }
        try archive.finish()
        guard rename(path + ".part", path) == 0 else { throw .system(path) }
        return written.count
    }
}
