internal import Foundation

/// Locks a company's folder while it is generated; a second process is refused. The kernel releases the lock when the
/// process ends, however it ends.
final class CompanyFolderLock: Sendable {
    private let descriptor: Int32

    /// Creates the folder if there is none.
    ///
    /// - Throws: ``EngineError/collectionBusy(_:)``, ``EngineError/dataFolderUnusable(path:detail:)``.
    init(_ path: String) throws(EngineError) {
        do {
            try DurableFile.makeFolder(Engine.absolute(path))
        } catch {
            throw EngineError(error)
        }
        let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else {
            throw .dataFolderUnusable(path: path, detail: String(cString: strerror(errno)))
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw .collectionBusy(CompanyFolder(at: path).company)
        }
        // Set last: an initialiser that throws once all is set runs `deinit`, which would close the number again.
        descriptor = opened
        removeStrays(path)
    }

    deinit { close(descriptor) }

    /// Removes leftovers of a run that was killed.
    private func removeStrays(_ path: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where name.hasPrefix(".lookalike-") {
            try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }
}
