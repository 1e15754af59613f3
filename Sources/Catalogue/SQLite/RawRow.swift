internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// The current row of a statement, with integer columns, read with SQLite's own functions. Takes a tenth of the time
/// of a `Row`, for queries with a hundred thousand results.
struct RawRow {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
}

extension Statement {
    /// Runs the statement and passes each row to `body`, valid only during the call.
    func forEachRow(_ arguments: StatementArguments, _ body: (RawRow) throws -> Void) throws {
        try setArguments(arguments)
        // Sound: the handle belongs to this statement, which outlives the loop, and is reset at its end.
        let handle = sqliteStatement
        defer { sqlite3_reset(handle) }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: try body(RawRow(statement: handle))
            case SQLITE_DONE: return
            case let code:
                let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
            }
        }
    }
}
