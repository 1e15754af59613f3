internal import Foundation

/// SQLite's own shell: changes a database behind the program's back.
public enum SQLiteShell {
    public struct Failure: Error {}

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
