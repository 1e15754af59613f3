internal import Foundation
internal import GRDB
internal import LookalikeWorkThreads

/// The catalogue in one SQLite file with a write-ahead log: readers never wait for the writer.
///
/// ```swift
/// let catalogue = try SQLiteCatalogue(path: folder + "/catalogue.sqlite")
/// for collection in try await catalogue.collections() {
///     print(collection.name, try await catalogue.counts(in: collection.recordID).ready)
/// }
/// ```
public final class SQLiteCatalogue: Catalogue {
    let pool: DatabasePool
    let recordIDs = RecordIDReserve()

    /// Opens the file; creates it if there is none.
    ///
    /// - Parameter migrates: whether to upgrade tables of an older version; false for readers, next to a process that
    ///   may be of that version.
    /// - Throws: ``CatalogueError/unusable(path:detail:)``, ``CatalogueError/outdated(path:)``; an unreadable file is
    ///   never replaced.
    public init(path: String, migrates: Bool = true) throws(CatalogueError) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 16
        configuration.prepareDatabase { database in
            // Acknowledged changes survive a crash of the machine, not only of the process.
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
                // Another process may just have created the tables.
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
        // Unused record ids are returned, so that a restart leaves no gap; a crash does.
        guard let rest = recordIDs.rest else { return }
        try? pool.write {
            try $0.execute(
                sql: "UPDATE id_sequence SET next = ? WHERE next = ?",
                arguments: [rest.lowerBound, rest.upperBound])
        }
    }

    /// Whether a file is a catalogue of Lookalike, of any version. Does not write to it.
    public static func recognises(_ path: String) -> Bool {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        // An unreadable file is not known to be ours.
        guard FileManager.default.fileExists(atPath: path),
            let queue = try? DatabaseQueue(path: path, configuration: configuration),
            let id = try? queue.read({ try Int32.fetchOne($0, sql: "PRAGMA application_id") })
        else { return false }
        return id == Migrations.applicationID
    }

    /// Checks a file before opening it for writing, which would change it.
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
            // A database without tables, or with GRDB's list of migrations alone, is left by a process that died while
            // creating it.
            let tables = "SELECT COUNT(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
            guard try Int.fetchOne(database, sql: tables) != 0 else { return }
            guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == Migrations.applicationID
            else {
                throw CatalogueError.unusable(path: path, detail: "it is a database of another program.")
            }
            if try Migrations.all.hasBeenSuperseded(database) {
                throw CatalogueError.unusable(path: path, detail: "a newer version of Lookalike made it.")
            }
        }
    }

    /// Runs a read on a thread that may block, turning the database's errors into ours.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(CatalogueError) -> T {
        do {
            return try await Blocking.run { [pool] in try pool.read(body) }
        } catch {
            throw CatalogueError(error, path: pool.path)
        }
    }

    func write<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(CatalogueError) -> T {
        do {
            return try await Blocking.run { [pool] in try pool.write(body) }
        } catch {
            throw CatalogueError(error, path: pool.path)
        }
    }
}
