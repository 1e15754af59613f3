internal import Foundation

/// The file that a backup is written to. Until it is complete it has another name, and a journal beside it says what it has:
/// an attempt that was cut off goes on from there.
final class BackupFile {
    static let partSuffix = ".part"
    private static let journalSuffix = ".journal"

    /// A member that is written, and the file that it was copied from.
    struct Entry: Codable {
        var member: BackupManifest.Member
        /// Nil if it was no file.
        var state: FileState?
        /// Where it ends in the archive.
        var end: Int64
    }

    /// In their order.
    private(set) var entries: [Entry] = []
    /// The last entry of each path.
    private(set) var latest: [String: Int] = [:]
    let writer: ArchiveWriter
    private let path: String
    private let isReplaced: Bool
    private let descriptor: Int32
    private let journal: Int32

    /// Opens the file; goes on with an earlier attempt where there is one.
    ///
    /// - Parameter replacing: whether a file of that name is replaced in the end.
    /// - Throws: ``BackupError/exists(path:)``, ``BackupError/inUse(path:)``, ``BackupError/failed(path:detail:)``.
    init(_ path: String, replacing: Bool) throws(BackupError) {
        (self.path, isReplaced) = (path, replacing)
        if !replacing, access(path, F_OK) == 0 { throw .exists(path: path) }
        let part = path + Self.partSuffix
        let opened = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw .system(part) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw .inUse(path: path)
        }
        let kept: [Entry]
        do throws(BackupError) {
            kept = try Self.intactEntries(opened, part)
        } catch {
            close(opened)
            throw error
        }
        let end = kept.last?.end ?? 0
        let name = part + Self.journalSuffix
        let notes = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard notes >= 0, ftruncate(opened, off_t(end)) == 0, lseek(opened, 0, SEEK_END) >= 0 else {
            let code = errno
            close(opened)
            if notes >= 0 { close(notes) }
            throw .system(name, code)
        }
        (descriptor, journal) = (opened, notes)
        writer = ArchiveWriter(opened, path: part, offset: end)
        for entry in kept { try note(entry) }
    }

    deinit {
        close(descriptor)
        close(journal)
    }

    /// Members of an earlier attempt, as far as they are as the journal says.
    private static func intactEntries(_ descriptor: Int32, _ part: String) throws(BackupError) -> [Entry] {
        // Without a journal all is written anew.
        guard let text = FileManager.default.contents(atPath: part + journalSuffix) else { return [] }
        let reader = ArchiveReader(descriptor, path: part)
        let decoder = JSONDecoder()
        var kept: [Entry] = []
        for line in text.split(separator: 0x0A) {
            // The last line, or the last member, may be cut off: everything from there on is written anew.
            guard let entry = try? decoder.decode(Entry.self, from: line),
                let header = try? reader.next(), header.path == entry.member.path,
                header.bytes == entry.member.bytes, let sum = try? reader.contents(),
                sum == entry.member.sha256, reader.offset == entry.end
            else { break }
            kept.append(entry)
        }
        return kept
    }

    private func note(_ entry: Entry) throws(BackupError) {
        latest[entry.member.path] = entries.count
        entries.append(entry)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        // Sound: texts and integers can be encoded.
        let code = DurableFile.writeAll(Array(try! encoder.encode(entry)) + [0x0A], to: journal)
        if code != 0 { throw .system(path + Self.partSuffix + Self.journalSuffix, code) }
    }

    /// Whether the newest member of this path was copied from the file in this state.
    func has(_ path: String, _ state: FileState) -> Bool {
        latest[path].map { entries[$0].state == state } ?? false
    }

    /// Copies a file. One that changes meanwhile has to be copied again.
    ///
    /// - Returns: whether it was copied as it was at the beginning.
    @discardableResult
    func add(
        _ file: SourceFile, progress: (Int) -> Void
    ) throws(BackupError) -> Bool {
        let before = try file.state
        var position: Int64 = 0
        let header = TarHeader(
            path: file.path, bytes: before.bytes, modified: before.modified / 1_000_000_000)
        let (sum, isWhole) = try writer.add(header) { (buffer) throws(BackupError) in
            if Task.isCancelled { throw .failed(path: self.path, detail: "writing it was stopped") }
            let count = try file.read(at: position, into: buffer)
            position += Int64(count)
            progress(count)
            return count
        }
        let after = try file.state
        let isSame = isWhole && after == before
        try note(
            Entry(
                member: .init(path: header.path, bytes: before.bytes, sha256: sum),
                state: isSame ? before : nil, end: writer.offset))
        return isSame
    }

    /// Adds a member that is no file.
    func add(_ path: String, _ bytes: [UInt8]) throws(BackupError) {
        let sum = try writer.add(path, bytes)
        try note(
            Entry(
                member: .init(path: path, bytes: Int64(bytes.count), sha256: sum), state: nil,
                end: writer.offset))
    }

    /// Ends the archive with its manifest, and gives the file its name. It is on the disk when this returns.
    func finish(_ manifest: BackupManifest) throws(BackupError) {
        let sum = try writer.add(BackupManifest.path, manifest.encoded)
        _ = try writer.add(BackupManifest.hashPath, BackupManifest.hashLine(sum))
        try writer.finish()
        let part = path + Self.partSuffix
        guard fsync(descriptor) == 0 else { throw .system(part) }
        if !isReplaced, access(path, F_OK) == 0 { throw .exists(path: path) }
        guard rename(part, path) == 0 else { throw .system(path) }
        unlink(part + Self.journalSuffix)
        DurableFile.syncFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    /// The size of the archive so far.
    var bytes: Int64 { writer.offset }
}
