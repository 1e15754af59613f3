public import Foundation
internal import LookalikeWorkThreads

extension Backup {
    /// What was restored.
    public struct Restored: Sendable, Codable, Equatable {
        /// The data folder.
        public var path: String
        /// Files in it.
        public var files: Int
        /// Their size.
        public var bytes: Int64
        /// The moment that the backup keeps.
        public var moment: Date
        /// Where the folder's earlier contents are now; nil if it was empty.
        public var setAside: String?
        /// The settings file that was kept with the backup; nil if it has none.
        public var settings: String?
    }

    /// Makes a data folder of a backup. All of the backup is checked before the folder can be used; an attempt that was cut
    /// off leaves a folder that is refused, and can be made again.
    ///
    /// - Parameters:
    ///   - path: of the backup.
    ///   - data: a folder that is empty, or not there.
    ///   - setsAside: a folder with data is given another name first.
    ///   - progress: called often: bytes of the backup that are done, and in all.
    /// - Throws: ``BackupError``, ``EngineError/dataFolderBusy(path:holder:)``,
    ///   ``EngineError/dataFolderUnusable(path:detail:)``, `CancellationError`. The folder is as it was then.
    public static func restore(
        _ path: String, into data: DataDirectory, setsAside: Bool = false,
        progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> Restored {
        try await Blocking.scope { () async throws in
            do {
                return try Restoring(path: path, data: data, setsAside: setsAside, progress: progress).run()
            } catch is BackupError where Task.isCancelled {
                throw CancellationError()
            }
        }
    }
}

/// Restores one backup.
private struct Restoring {
    let path: String
    let data: DataDirectory
    let setsAside: Bool
    let progress: @Sendable (Job.Progress) -> Void

    func run() throws -> Backup.Restored {
        try data.check()
        guard access(path, R_OK) == 0 else { throw BackupError.system(path) }
        guard try RestoredFolder(data: data).contents().isEmpty else {
            guard setsAside else { throw BackupError.folderHasData(path: data.path) }
            return try exchange()
        }
        return try fill(data)
    }

    private func fill(_ data: DataDirectory) throws -> Backup.Restored {
        do {
            try DurableFile.makeFolder(data.path, mode: 0o777)
        } catch {
            throw EngineError.system(error.path, error.code)
        }
        let lock = try DataDirectoryLock(data, purpose: "'lookalike restore'")
        defer { withExtendedLifetime(lock) {} }
        let folder = RestoredFolder(data: data)
        // A server may just have begun to use it.
        guard try folder.contents().isEmpty else { throw BackupError.folderHasData(path: data.path) }
        try folder.begin()
        do {
            return try fill(folder)
        } catch {
            folder.abandon()
            throw error
        }
    }

    private func fill(_ folder: RestoredFolder) throws -> Backup.Restored {
        var extracted: Set<String> = []
        let manifest = try BackupReader(path, progress).read { (member) throws(BackupError) in
            extracted.insert(member.path)
            let file = try folder.place(of: member)
            return { (piece) throws(BackupError) in try file.write(piece) }
        }
        let kept = manifest.kept
        try folder.finish(extracted, keeping: Set(kept.keys))
        let members = kept.filter { !$0.key.hasPrefix(BackupManifest.folder + "/") }.values.map {
            manifest.members[$0]
        }
        return Backup.Restored(
            path: folder.data.path, files: members.count, bytes: members.reduce(0) { $0 + $1.bytes },
            moment: Date(timeIntervalSince1970: manifest.moment),
            settings: kept[BackupManifest.settings].map { _ in
                "\(folder.data.path)/\(RestoredFolder.settings)"
            })
    }

    /// Restores beside the folder, and gives both their names in the end. Cut off in between, the old folder has its other
    /// name already and the new one is made again.
    private func exchange() throws -> Backup.Restored {
        // A link to the folder stays.
        let place = URL(fileURLWithPath: data.path).resolvingSymlinksInPath().path
        let lock = try DataDirectoryLock(data, purpose: "'lookalike restore'")
        defer { withExtendedLifetime(lock) {} }
        let fresh = DataDirectory("\(place).restoring")
        // Of an earlier attempt: all of it is in the backup.
        if access(fresh.path, F_OK) == 0 { try FileManager.default.removeItem(atPath: fresh.path) }
        var restored = try fill(fresh)
        let aside = Self.freeName(beside: place)
        guard rename(place, aside) == 0 else { throw BackupError.system(place) }
        guard rename(fresh.path, place) == 0 else {
            let code = errno
            // Otherwise the data would seem to be gone.
            rename(aside, place)
            throw BackupError.system(place, code)
        }
        DurableFile.syncFolder(URL(fileURLWithPath: place).deletingLastPathComponent().path)
        restored.path = data.path
        restored.setAside = aside
        restored.settings = restored.settings.map { _ in "\(data.path)/\(RestoredFolder.settings)" }
        return restored
    }

    private static func freeName(beside place: String) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "yyyyMMdd-HHmmss"
        let name = "\(place).before-\(format.string(from: Date()))"
        var (free, number) = (name, 1)
        while access(free, F_OK) == 0 {
            number += 1
            free = "\(name)-\(number)"
        }
        return free
    }
}
