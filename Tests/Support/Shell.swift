internal import Foundation

/// A command as it is pasted into a shell.
public enum Shell {
    /// Runs it to its end.
    ///
    /// - Parameter folder: where it runs; nil is where the tests do.
    public static func run(
        _ command: String, in folder: String? = nil
    ) async throws -> (code: Int32, output: String) {
        let pipe = Pipe()
        let shell = try ChildProcess(
            "/bin/sh", ["-c", command + " 2>&1"], folder: folder, output: .pipe(pipe))
        let output = await ChildProcess.read(pipe).prefix(1_000)
        return (await shell.end().status, String(output))
    }
}
