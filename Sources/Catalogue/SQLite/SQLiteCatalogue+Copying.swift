internal import Foundation
internal import GRDB

extension SQLiteCatalogue {
    /// Copies a catalogue as it is at one moment, whatever is written to it meanwhile, by this process or another.
    /// Writers don't wait for it. The copy has all tables, whichever version of Lookalike made them.
    ///
    /// - Parameters:
    ///   - path: the catalogue's file.
    ///   - target: a new file; what has the name is replaced.
    /// - Throws: ``CatalogueError/unusable(path:detail:)`` if it is damaged or another program's,
    ///   ``CatalogueError/full``.
    public static func copy(_ path: String, to target: String) throws(CatalogueError) {
        guard recognises(path) else {
            throw .unusable(path: path, detail: "it is no catalogue of Lookalike.")
        }
        removeFiles(of: target)
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            let source = try DatabaseQueue(path: path, configuration: configuration)
            let copy = try DatabaseQueue(path: target, configuration: configuration)
            // All pages in one step: the reader's view stays that of its beginning.
            try source.backup(to: copy)
            let problem = try copy.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            try copy.close()
            guard problem == "ok" else {
                throw CatalogueError.unusable(
                    path: path, detail: "it is damaged: \(problem ?? "it can't be checked").")
            }
        } catch {
            removeFiles(of: target)
            throw CatalogueError(error, path: path)
        }
    }

    private static func removeFiles(of path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }
}
