internal import Foundation

/// Reads a backup from its beginning to its end, and compares all of it with its manifest.
struct BackupReader {
    private let path: String
    private let progress: @Sendable (Job.Progress) -> Void

    /// - Parameter path: of the backup.
    init(_ path: String, _ progress: @escaping @Sendable (Job.Progress) -> Void) {
        (self.path, self.progress) = (path, progress)
    }

    /// Passes each member to `member` as it comes, before it is known whether the backup is whole.
    ///
    /// - Parameter member: returns what takes the member's contents, piece by piece; nil for one that is only checked.
    /// - Returns: the manifest, which all members agree with.
    /// - Throws: ``BackupError``: the first difference.
    func read(
        _ member: (TarHeader) throws(BackupError) -> (
            (UnsafeRawBufferPointer) throws(BackupError) -> Void
        )? = { (_) throws(BackupError) in nil }
    ) throws(BackupError) -> BackupManifest {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(path) }
        var meter = BackupMeter(progress)
        meter.expect(Int64(status.st_size))
        let reader = ArchiveReader(descriptor, path: path)
        try readStart(reader)
        var found: [BackupManifest.Member] = [Self.start]
        while let header = try reader.next() {
            if header.path == BackupManifest.path { return try readEnd(reader, header, found) }
            let take = try member(header)
            let sum = try reader.contents { (piece) throws(BackupError) in
                try take?(piece)
                meter.add(piece.count)
            }
            found.append(.init(path: header.path, bytes: header.bytes, sha256: sum))
        }
        throw path.hasSuffix(BackupFile.partSuffix)
            ? .unfinished(path: path) : .cutOff(path: path, member: "")
    }

    private static var start: BackupManifest.Member {
        let bytes = BackupManifest.startBytes
        return .init(
            path: BackupManifest.start, bytes: Int64(bytes.count), sha256: SHA256Sum.of(bytes))
    }

    private func readStart(_ reader: ArchiveReader) throws(BackupError) {
        guard let header = try reader.next(), header.path == BackupManifest.start, header.bytes < 4_096 else {
            throw .foreign(path: path)
        }
        try BackupManifest.checkStart(try bytes(reader).bytes, of: path)
    }

    private func readEnd(
        _ reader: ArchiveReader, _ header: TarHeader, _ found: [BackupManifest.Member]
    ) throws(BackupError) -> BackupManifest {
        guard header.bytes <= BackupManifest.largest else { throw damaged(header.path, "is too long") }
        let (text, sum) = try bytes(reader)
        guard let last = try reader.next() else { throw .cutOff(path: path, member: "") }
        guard last.path == BackupManifest.hashPath, last.bytes == Int64(BackupManifest.hashLine(sum).count),
            try bytes(reader).bytes == BackupManifest.hashLine(sum), try reader.next() == nil,
            let manifest = try? JSONDecoder().decode(BackupManifest.self, from: Data(text))
        else { throw damaged(header.path, "is not as it was written") }
        for (stated, member) in zip(manifest.members, found) {
            guard stated.path == member.path else { throw damaged(stated.path, "is not in its place") }
            guard stated.bytes == member.bytes, stated.sha256 == member.sha256 else {
                throw damaged(member.path, "is not as it was written")
            }
        }
        guard manifest.members.count == found.count else {
            throw damaged(
                header.path, "names \(manifest.members.count) members, and there are \(found.count)")
        }
        return manifest
    }

    private func bytes(_ reader: ArchiveReader) throws(BackupError) -> (bytes: [UInt8], sha256: String) {
        var bytes: [UInt8] = []
        let sum = try reader.contents { (piece) throws(BackupError) in bytes += piece }
        return (bytes, sum)
    }

    private func damaged(_ member: String, _ detail: String) -> BackupError {
        .damaged(path: path, member: member, detail: detail)
    }
}
