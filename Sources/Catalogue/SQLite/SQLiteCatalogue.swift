internal import Foundation
internal import GRDB

/// The catalogue in one SQLite file, with a write-ahead log: readers never wait for the writer.
public final class SQLiteCatalogue: Catalogue {
    let pool: DatabasePool
    let ids = IDReserve()

    /// Opens the file, or makes it where there is none.
    ///
    /// - Parameter migrates: whether tables of an older version are brought up to date; false for who only reads, beside
    ///   a process that may be of that version.
    /// - Throws: ``CatalogueError/unusable(path:detail:)``, ``CatalogueError/outdated(path:)``; a file that can't be read
    ///   is never replaced.
    public init(path: String, migrates: Bool = true) throws(CatalogueError) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 16
        configuration.prepareDatabase { database in
            // An acknowledged change survives the machine's end, not only the process'.
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        do {
            try Self.check(path)
            pool = try DatabasePool(path: path, configuration: configuration)
            guard migrates else {
                guard try pool.read(Migrations.all.hasCompletedMigrations) else {
                    throw CatalogueError.outdated(path: path)
                }
                return
            }
            do {
                try Migrations.all.migrate(pool)
            } catch {
                // Where another process made the tables at the same moment, they are there now.
                try Migrations.all.migrate(pool)
            }
        } catch let error as CatalogueError {
            throw error
        } catch {
            let known = CatalogueError(error, path: path)
            if case .failed(let detail) = known { throw .unusable(path: path, detail: "\(detail).") }
            throw known
        }
    }

    deinit {
        // Numbers that were not used are given back, so that a restart leaves no gap; after a crash there is one.
        guard let rest = ids.rest else { return }
        try? pool.write {
            try $0.execute(
                sql: "UPDATE id_sequence SET next = ? WHERE next = ?",
                arguments: [rest.lowerBound, rest.upperBound])
        }
    }

    /// Whether a file is a catalogue of Lookalike, of whatever version. Nothing is written to it.
    public static func recognises(_ path: String) -> Bool {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        // What can't be opened is not known to be ours, which is the answer.
        guard FileManager.default.fileExists(atPath: path),
            let queue = try? DatabaseQueue(path: path, configuration: configuration),
            let id = try? queue.read({ try Int32.fetchOne($0, sql: "PRAGMA application_id") })
        else { return false }
        return id == Migrations.applicationID
    }

    /// Looks at a file before anything is written to it: opening one for writing changes it.
    private static func check(_ path: String) throws {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? nil
        guard let size, size > 0 else { return }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            try check(path, configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
            // A process died in a transaction before the write-ahead log was there: only who may write takes back what its
            // journal says, here as in SQLite's own programs.
            configuration.readonly = false
            try check(path, configuration)
        }
    }

    private static func check(_ path: String, _ configuration: Configuration) throws {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { database in
            // One without tables was just being made when its process died.
            guard try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") != 0 else { return }
            guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == Migrations.applicationID
            else {
                throw CatalogueError.unusable(path: path, detail: "it is a database of another program.")
            }
            if try Migrations.all.hasBeenSuperseded(database) {
                throw CatalogueError.unusable(path: path, detail: "a newer version of Lookalike made it.")
            }
        }
    }

    /// Runs a read, turning the database's errors into ours.
    func read<T>(_ body: (Database) throws -> T) throws(CatalogueError) -> T {
        do { return try pool.read(body) } catch { throw CatalogueError(error, path: pool.path) }
    }

    func write<T>(_ body: (Database) throws -> T) throws(CatalogueError) -> T {
        do { return try pool.write(body) } catch { throw CatalogueError(error, path: pool.path) }
    }
}
