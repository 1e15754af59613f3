public import Foundation
internal import LookalikeCatalogue
internal import LookalikeWorkThreads

/// Writes all of a data folder into one file, as it is at one moment, while another process may be writing to the folder.
///
/// ```swift
/// let report = try await Backup.write(DataDirectory("/var/lib/lookalike"), to: "/mnt/lookalike.tar", program: "0.9")
/// print(report.files, report.bytes)
/// ```
public enum Backup {
    /// Which of the data folder's models are taken.
    public enum Models: String, Sendable, CaseIterable {
        /// Those that a collection was made with.
        case needed
        case all, none
    }

    /// What is to be written.
    public struct Options: Sendable {
        /// Which of the data folder's models are taken.
        public var models = Models.needed
        /// Whether a file of the backup's name is replaced once the backup is complete.
        public var replaces = false
        /// Settings to keep beside the data, as a settings file; nil keeps none.
        public var settings: [UInt8]?

        /// The models that collections need, no settings, and no file is replaced.
        public init() {}
    }

    /// What was written.
    public struct Report: Sendable, Codable, Equatable {
        /// The backup's path.
        public var path: String
        /// Its size.
        public var bytes: Int64
        /// Files of the data folder in it.
        public var files: Int
        /// Of these, files that an earlier attempt had written already.
        public var resumed: Int
        /// Collections in it.
        public var collections: Int
        /// Uploaded images whose bytes the data folder lacks although a record refers to them.
        public var missing: [String]
        /// The moment that it keeps.
        public var moment: Date
        /// How long it took.
        public var seconds: Double
    }

    /// Writes a backup. The catalogue and the vectors are of one moment; no writer waits for it. An attempt that was cut off
    /// goes on when it is made again. It is complete, and on the disk, when this returns; until then the file has another
    /// name.
    ///
    /// - Parameters:
    ///   - path: of the backup, outside of the data folder.
    ///   - program: what writes it, such as a version.
    ///   - progress: called often: bytes that are done, and in all.
    /// - Throws: ``BackupError``, ``/LookalikeCatalogue/CatalogueError``,
    ///   ``EngineError/dataFolderUnusable(path:detail:)``, `CancellationError`.
    public static func write(
        _ data: DataDirectory, to path: String, program: String, options: Options = Options(),
        progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> Report {
        try await Blocking.scope { () async throws in
            do {
                try data.check()
                guard data.catalogueBytes > 0 else {
                    throw EngineError.dataFolderUnusable(path: data.path, detail: "it has no catalogue")
                }
                try checkPlace(path, outside: data)
                return try await BackupRun(data, path, program, options, progress).run()
            } catch is BackupError where Task.isCancelled {
                throw CancellationError()
            }
        }
    }

    private static func checkPlace(_ path: String, outside data: DataDirectory) throws(BackupError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().resolvingSymlinksInPath().path
        let own = URL(fileURLWithPath: data.path).resolvingSymlinksInPath().path
        if folder == own || folder.hasPrefix(own + "/") {
            throw .failed(path: path, detail: "a backup can't be kept in the data folder itself")
        }
    }

    /// Reads a whole backup and compares it with its manifest.
    ///
    /// - Returns: how many files of the data folder it has.
    /// - Throws: ``BackupError``, `CancellationError`.
    public static func verify(
        _ path: String, progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> Int {
        try await Blocking.scope { () async throws in
            do {
                let manifest = try BackupReader(path, progress).read()
                return manifest.kept.keys.count { !$0.hasPrefix(BackupManifest.folder + "/") }
            } catch is BackupError where Task.isCancelled {
                throw CancellationError()
            }
        }
    }
}
