internal import Foundation

/// Holds a company's folder while it is made anew: of two processes the second is refused. The kernel lets go of it
/// when the process ends, however it ends.
final class CompanyFolderLock: Sendable {
    private let descriptor: Int32

    /// Makes the folder where there is none.
    ///
    /// - Throws: ``EngineError/collectionBusy(_:)``, ``EngineError/dataFolderUnusable(path:detail:)``.
    init(_ path: String) throws(EngineError) {
        do {
            try DurableFile.makeFolder(Engine.absolute(path))
        } catch {
            throw EngineError(error)
        }
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .dataFolderUnusable(path: path, detail: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .collectionBusy(CompanyFolder(at: path).company)
        }
        removeStrays(path)
    }

    deinit { close(descriptor) }

    /// What a run that was killed left.
    private func removeStrays(_ path: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where name.hasPrefix(".lookalike-") {
            try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }
}
