internal import Catalogue
internal import Foundation
internal import WorkThreads

extension Engine {
    /// The least free disk space that a write needs.
    private static let leastFree = 1 << 20

    /// Whether records can be read and the data folder can be written to.
    ///
    /// - Throws: the obstacle: ``EngineError/dataFolderUnusable(path:detail:)``, ``EngineError/storageFull``,
    ///   ``/Catalogue/CatalogueError``.
    public func checkStorage() async throws {
        try await Blocking.run { [self] in
            _ = try catalogue.jobHeads(finalLimit: 0)
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
