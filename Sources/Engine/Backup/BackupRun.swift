internal import Foundation
internal import LookalikeCatalogue

/// Writes one backup, in this order:
///
/// 1. Loose files. They are many, and none of them changes once it is written.
/// 2. The moment: the files that belong to the catalogue are opened, and the catalogue is copied. Loose files that came
///    meanwhile are added. If one of the open files was replaced meanwhile, or an upload is missing that the copy refers to,
///    this is done again.
/// 3. The open files, as far as they have grown by then, and the catalogue.
/// 4. The manifest. It says what had gone by the moment and is in the archive all the same.
final class BackupRun {
    private static let attempts = 20
    private static let catalogue = "catalogue.sqlite"

    private let data: DataDirectory
    private let path: String
    private let program: String
    private let options: Backup.Options
    private let file: BackupFile
    private let begin = ContinuousClock.now
    private var meter: BackupMeter
    /// Members of an earlier attempt.
    private let resumed: Int

    init(
        _ data: DataDirectory, _ path: String, _ program: String, _ options: Backup.Options,
        _ progress: @escaping @Sendable (Job.Progress) -> Void
    ) throws {
        (self.data, self.path, self.program, self.options) = (data, path, program, options)
        file = try BackupFile(path, replacing: options.replaces)
        resumed = file.entries.count
        meter = BackupMeter(progress)
    }

    func run() async throws -> Backup.Report {
        if file.entries.isEmpty { try file.add(BackupManifest.start, BackupManifest.startBytes) }
        let snapshot = "\(path)\(BackupFile.partSuffix).catalogue"
        defer { unlink(snapshot) }
        let folder = try await folder()
        let paths = try folder.loose()
        meter.expect(folder.size(of: try paths + folder.attached()) + Int64(data.catalogueBytes))
        try copy(paths)
        let moment = try await keepMoment(snapshot)
        for attached in moment.attached.files {
            try Task.checkCancellation()
            if file.has(attached.path, try attached.state) { continue }
            // What a vector file grows by meanwhile, the copied catalogue does not refer to.
            try file.add(attached) { meter.add($0) }
        }
        guard let catalogue = try SourceFile(Self.catalogue, at: snapshot) else {
            throw BackupError.system(snapshot, ENOENT)
        }
        try file.add(catalogue) { meter.add($0) }
        if let settings = options.settings { try file.add(BackupManifest.settings, settings) }
        return try finish(moment)
    }

    private func finish(_ moment: BackupMoment) throws(BackupError) -> Backup.Report {
        let others = [Self.catalogue, BackupManifest.start, BackupManifest.settings]
        let kept = moment.loose.union(moment.attached.files.map(\.path)).union(others)
        let members = file.entries.enumerated().map { index, entry in
            var member = entry.member
            if file.latest[member.path] != index || !kept.contains(member.path) { member.isLeftOut = true }
            return member
        }
        try file.finish(
            BackupManifest(
                program: program, moment: moment.time.timeIntervalSince1970, members: members))
        let files = members.count { $0.isLeftOut != true && !$0.path.hasPrefix(BackupManifest.folder + "/") }
        return Backup.Report(
            path: path, bytes: file.bytes, files: files, resumed: resumed, collections: moment.collections,
            missing: moment.missing, moment: moment.time, seconds: (ContinuousClock.now - begin).seconds)
    }

    // MARK: The moment

    private func keepMoment(_ snapshot: String) async throws -> BackupMoment {
        var missing: Set<String>?
        for _ in 0..<Self.attempts {
            try Task.checkCancellation()
            let folder = try await folder()
            let before = Set(try copy(folder.loose()))
            let attached = try AttachedFiles(folder)
            let time = Date()
            try SQLiteCatalogue.copy(data.catalogue, to: snapshot)
            guard try attached.areCurrent(in: folder) else { continue }
            let after = Set(try copy(folder.loose()))
            let loose = before.union(after)
            let uploads = try await KeptUploads(
                snapshot, data, copied: loose, passing: before.symmetricDifference(after))
            // One that was removed between the copies is not in a newer catalogue either.
            if missing != Set(uploads.missing), !uploads.missing.isEmpty {
                missing = Set(uploads.missing)
                continue
            }
            return BackupMoment(
                time: time, loose: loose.subtracting(uploads.unused), attached: attached,
                missing: uploads.missing, collections: uploads.collections)
        }
        throw BackupError.restless(path: data.path)
    }

    private func folder() async throws -> DataFolderFiles {
        switch options.models {
        case .all: return DataFolderFiles(data: data, models: nil)
        case .none: return DataFolderFiles(data: data, models: [])
        case .needed:
            // An older version's catalogue is copied as it is.
            guard let catalogue = try SQLiteCatalogue.ofThisVersion(data.catalogue) else {
                return DataFolderFiles(data: data, models: nil)
            }
            let names = try await catalogue.collections().compactMap(\.model)
            return DataFolderFiles(data: data, models: Set(names))
        }
    }

    /// Copies the loose files that the archive lacks or has in another state.
    ///
    /// - Returns: those that are there.
    @discardableResult
    private func copy(_ paths: [String]) throws -> [String] {
        try paths.filter { path in
            try Task.checkCancellation()
            // One that changes is copied anew, until it does not.
            for _ in 0..<Self.attempts {
                guard let source = try SourceFile(path, in: data.path) else { return false }
                if file.has(path, try source.state) { return true }
                if try file.add(source, progress: { meter.add($0) }) { return true }
            }
            throw BackupError.restless(path: "\(data.path)/\(path)")
        }
    }
}

/// What belongs to the moment that a backup keeps.
struct BackupMoment {
    var time: Date
    /// Paths of loose files.
    var loose: Set<String>
    var attached: AttachedFiles
    /// Paths of uploads that records refer to and that are not there.
    var missing: [String]
    var collections: Int
}

/// Bytes that are done, and in all.
struct BackupMeter {
    private let report: @Sendable (Job.Progress) -> Void
    private let begin = ContinuousClock.now
    private var done = 0
    private var total = 0

    init(_ report: @escaping @Sendable (Job.Progress) -> Void) {
        self.report = report
    }

    mutating func expect(_ bytes: Int64) { total = max(total, Int(bytes)) }

    mutating func add(_ bytes: Int) {
        done += bytes
        var meter = ProgressMeter(total: max(total, done), begin: begin)
        meter.done = done
        report(meter.progress(at: .now))
    }
}
