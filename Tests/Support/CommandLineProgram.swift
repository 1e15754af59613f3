public import Foundation
internal import Synchronization

/// The built program, run as its users run it.
public struct CommandLineProgram: Sendable {
    /// How the program ended, and what it printed.
    public struct Result: Sendable {
        /// The exit code.
        public let code: Int32
        /// Standard output, as UTF-8.
        public let output: String
        /// Standard error, as UTF-8.
        public let errors: String
    }

    /// Beside the tests' own bundle.
    public static var path: String {
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
        let beside = folder + "/lookalike"
        return FileManager.default.isExecutableFile(atPath: beside)
            ? beside : Fixtures.root + "/.build/release/lookalike"
    }

    /// Runs it to its end.
    ///
    /// - Parameter environment: added to the tests' own, less what begins with `LOOKALIKE_`.
    public static func run(
        _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
    ) async throws -> Result {
        let process = try make(arguments, environment: environment, folder: folder)
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        async let text = read(output)
        async let complaints = read(errors)
        try await start(process)
        return Result(code: process.terminationStatus, output: await text, errors: await complaints)
    }

    /// A process that has not begun yet.
    public static func make(
        _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("LOOKALIKE_") }.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        return process
    }

    private static func start(_ process: Process) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try launch(process) } catch { continuation.resume(throwing: error) }
        }
    }

    /// Starts a process, one at a time, and keeps it to the end: Foundation's `Process.run` was seen to crash when it is
    /// called side by side, or while another process is let go of.
    ///
    /// - Parameter limit: seconds after which it is killed, so that no wait for its end or output lasts for ever.
    public static func launch(_ process: Process, limit: Double = 540) throws {
        try launched.withLock { launched in
            launched.append(process)
            try process.run()
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + limit) {
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
    }

    private static let launched = Mutex<[Process]>([])

    private static func read(_ pipe: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let data = pipe.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
    }
}
