internal import GRDB

/// The catalogue in one SQLite file, with a write-ahead log: readers never wait for the writer.
public final class SQLiteCatalogue: Catalogue {
    let pool: DatabasePool

    /// Opens the file, or makes it where there is none.
    ///
    /// - Throws: ``CatalogueError/unusable(path:detail:)``; a file that can't be read is never replaced.
    public init(path: String) throws(CatalogueError) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            // An acknowledged change survives the machine's end, not only the process'.
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            if try pool.read({ try Migrations.all.hasBeenSuperseded($0) }) {
                throw CatalogueError.unusable(path: path, detail: "a newer version of Lookalike made it")
            }
            try Migrations.all.migrate(pool)
        } catch let error as CatalogueError {
            throw error
        } catch {
            throw .unusable(path: path, detail: "\(error)")
        }
    }

    /// Runs a read, turning the database's errors into ours.
    func read<T>(_ body: (Database) throws -> T) throws(CatalogueError) -> T {
        do { return try pool.read(body) } catch { throw CatalogueError(error) }
    }

    func write<T>(_ body: (Database) throws -> T) throws(CatalogueError) -> T {
        do { return try pool.write(body) } catch { throw CatalogueError(error) }
    }
}

extension CatalogueError {
    init(_ error: any Error) {
        switch error {
        case let error as CatalogueError: self = error
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL: self = .full
        default: self = .failed("\(error)")
        }
    }
}
