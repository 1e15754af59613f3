internal import Foundation

/// A data folder while a backup is restored into it. All files come into a folder `restoring` first. Then they get their
/// places, the catalogue and the mark last: until then the folder is refused as a data folder, since it has something else
/// in it, and no catalogue.
struct RestoredFolder {
    /// Of the folder for files that have no place yet.
    static let name = "restoring"
    /// Where the settings of a backup are put.
    static let settings = "restored-settings.json"
    private static let last = ["catalogue.sqlite", "lookalike-data.json"]

    let data: DataDirectory

    private var staging: String { "\(data.path)/\(Self.name)" }
    private var files: String { "\(staging)/files" }
    /// What this, or an earlier attempt, has begun to give its place.
    private var moves: String { "\(staging)/moves" }

    /// Names of what the folder has, without leftovers of an earlier attempt and what desktops leave everywhere.
    func contents() throws(EngineError) -> [String] {
        let names = try data.names(in: data.path)
        let leftovers = leftovers(names)
        return names.filter { name in
            !leftovers.contains(name) && name != "lock" && !DataFolderMark.isHarmless(name)
        }
    }

    /// Of an attempt that was cut off before the catalogue had its place. They are in the backup.
    private func leftovers(_ names: [String]) -> Set<String> {
        guard names.contains(Self.name), !names.contains(Self.last[0]) else { return [] }
        guard let list = FileManager.default.contents(atPath: moves) else { return [Self.name] }
        return Set(String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init))
            .union([Self.name])
    }

    /// Makes the folder, without what an earlier attempt left.
    func begin() throws {
        for name in leftovers(try data.names(in: data.path)) {
            let path = "\(data.path)/\(name)"
            if access(path, F_OK) == 0 { try FileManager.default.removeItem(atPath: path) }
        }
        do {
            try DurableFile.makeFolder(files)
        } catch {
            throw BackupError.system(error.path, error.code)
        }
    }

    /// Gives the files their places.
    ///
    /// - Parameter kept: paths of the files that count; others are left out.
    func finish(_ extracted: Set<String>, keeping kept: Set<String>) throws {
        for path in extracted where !kept.contains(path) { unlink("\(files)/\(path)") }
        try moveSettings()
        // All of them at once: one after the other they would take much longer.
        sync()
        let names = try data.names(in: files)
        guard Self.last.allSatisfy(names.contains) else {
            throw BackupError.failed(path: data.path, detail: "the backup has no catalogue")
        }
        do {
            try DurableFile.replace(moves, with: Array(names.joined(separator: "\n").utf8))
        } catch {
            throw BackupError.system(error.path, error.code)
        }
        for name in names.filter({ !Self.last.contains($0) }) + Self.last {
            // The rest is on the disk before the catalogue is.
            if name == Self.last[0] { DurableFile.syncFolder(data.path) }
            let place = "\(data.path)/\(name)"
            guard rename("\(files)/\(name)", place) == 0 else { throw BackupError.system(place) }
        }
        DurableFile.syncFolder(data.path)
        try FileManager.default.removeItem(atPath: staging)
    }

    private func moveSettings() throws {
        let own = "\(files)/\(BackupManifest.settings)"
        if access(own, F_OK) == 0, rename(own, "\(files)/\(Self.settings)") != 0 {
            throw BackupError.system(own)
        }
        let folder = "\(files)/\(BackupManifest.folder)"
        if access(folder, F_OK) == 0 { try FileManager.default.removeItem(atPath: folder) }
    }

    /// Removes what a restore has left that was cut off once everything had its place. Call with the folder locked.
    func tidy() {
        // Nothing is lost with it, and the next start tries again.
        if access("\(data.path)/\(Self.last[0])", F_OK) == 0 { abandon() }
    }

    /// Removes what was not finished.
    func abandon() {
        // What stays is removed by the next attempt, and no program takes it for data.
        try? FileManager.default.removeItem(atPath: staging)
    }

    // MARK: Extracting

    /// - Returns: what writes the member's contents.
    func place(of member: TarHeader) throws(BackupError) -> RestoredFile {
        let path = "\(files)/\(member.path)"
        do {
            try DurableFile.makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        } catch {
            throw .system(error.path, error.code)
        }
        return try RestoredFile(path)
    }
}

/// A file that is being restored.
final class RestoredFile {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(BackupError) {
        self.path = path
        // A newer member of the path replaces an older one.
        unlink(path)
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func write(_ piece: UnsafeRawBufferPointer) throws(BackupError) {
        let code = DurableFile.writeAll(piece, to: descriptor)
        if code != 0 { throw .system(path, code) }
    }
}
