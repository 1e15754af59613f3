internal import Foundation

/// SQLite's own shell: changes a database behind the program's back.
public enum SQLiteShell {
    /// The shell ended with an error.
    public struct Failure: Error {}

    /// Runs statements on the database at `path`, and waits up to 5 seconds for its lock.
    public static func run(_ sql: String, _ path: String) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = [path, ".timeout 5000", sql]
        process.standardInput = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { process in
                continuation.resume(
                    with: process.terminationStatus == 0 ? .success(()) : .failure(Failure()))
            }
            do { try CommandLineProgram.launch(process) } catch { continuation.resume(throwing: error) }
        }
    }
}
