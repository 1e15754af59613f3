internal import Foundation

/// SQLite's own shell: changes a database behind the program's back.
public enum SQLiteShell {
    /// The shell ended with an error.
    public struct Failure: Error {}

    /// Runs statements on the database at `path`, and waits up to 5 seconds for its lock.
    public static func run(_ sql: String, _ path: String) async throws {
        let shell = try ChildProcess("/usr/bin/sqlite3", [path, ".timeout 5000", sql])
        guard await shell.end() == .code(0) else { throw Failure() }
    }
}
