internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeWorkThreads

extension Engine {
    /// The least free disk space that a write needs.
    private static let leastFree = 1 << 20

    /// Whether records can be read and the data folder can be written to.
    ///
    /// - Throws: the obstacle: ``EngineError/dataFolderUnusable(path:detail:)``, ``EngineError/storageFull``,
    ///   ``/LookalikeCatalogue/CatalogueError``.
    public func checkStorage() async throws {
        _ = try await catalogue.jobHeads(finalLimit: 0)
        try await Blocking.run { [data] in
            guard access(data.path, R_OK | W_OK | X_OK) == 0 else {
                throw EngineError.system(data.path, errno)
            }
            var status = statvfs()
            guard statvfs(data.path, &status) == 0 else { throw EngineError.system(data.path, errno) }
            let (free, isHuge) = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
            if !isHuge, free < Self.leastFree { throw EngineError.storageFull }
        }
    }
}
