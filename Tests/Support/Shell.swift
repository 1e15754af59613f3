internal import Foundation

/// A command as it is pasted into a shell.
public enum Shell {
    /// Runs it to its end.
    ///
    /// - Parameter folder: where it runs; nil is where the tests do.
    public static func run(
        _ command: String, in folder: String? = nil
    ) async throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command + " 2>&1"]
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let pipe = Pipe()
        process.standardOutput = pipe
        async let output = withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let data = pipe.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: data.prefix(1_000), as: UTF8.self))
            }
        }
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try CommandLineProgram.launch(process) } catch { continuation.resume(throwing: error) }
        }
        return (process.terminationStatus, await output)
    }
}
