internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON

/// The parameters of a job that writes a backup.
struct BackupParameters: Sendable, Codable {
    static let kind = "backup"

    var path: String
    var program: String
    var models: String
    /// The settings file's text.
    var settings: String?

    var options: Backup.Options {
        var options = Backup.Options()
        options.models = Backup.Models(rawValue: models) ?? .needed
        options.settings = settings.map { Array($0.utf8) }
        return options
    }
}

extension Engine {
    /// Starts ``Backup/write(_:to:program:options:progress:)`` of this data folder as a job and returns. The job's progress
    /// counts bytes. It goes on after a restart.
    ///
    /// - Parameters:
    ///   - path: of the backup, outside of the data folder. What has the name stays, and the job fails.
    ///   - program: what writes it, such as a version.
    /// - Throws: ``BackupError/exists(path:)``, ``/LookalikeCatalogue/CatalogueError``.
    public func startBackup(
        to path: String, program: String, options: Backup.Options = Backup.Options()
    ) async throws -> Job {
        try checkWritable()
        let path = Self.absolute(path)
        if access(path, F_OK) == 0 { throw BackupError.exists(path: path) }
        return try await startBackup(
            BackupParameters(
                path: path, program: program, models: options.models.rawValue,
                settings: options.settings.map { String(decoding: $0, as: UTF8.self) }), as: nil)
    }

    /// - Parameter known: a job from before a restart, to be continued.
    func startBackup(_ parameters: BackupParameters, as known: JobRecord?) async throws -> Job {
        try await jobs.start(
            kind: BackupParameters.kind, collection: "", parameters: parameters.members, as: known
        ) { [data] context in
            try await Backup.write(
                data, to: parameters.path, program: parameters.program, options: parameters.options,
                progress: context.report
            ).members
        }
    }
}
