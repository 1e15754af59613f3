internal import Foundation

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
        let (output, errors) = (Pipe(), Pipe())
        let process = try start(
            arguments, environment: environment, folder: folder, output: .pipe(output), errors: .pipe(errors))
        async let text = ChildProcess.read(output)
        async let complaints = ChildProcess.read(errors)
        return Result(code: await process.end().status, output: await text, errors: await complaints)
    }

    /// Starts it.
    ///
    /// - Parameter environment: added to the tests' own, less what begins with `LOOKALIKE_`.
    public static func start(
        _ arguments: [String], environment: [String: String] = [:], folder: String? = nil,
        input: ChildProcess.Stream = .none, output: ChildProcess.Stream = .inherited,
        errors: ChildProcess.Stream = .inherited
    ) throws -> ChildProcess {
        let environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("LOOKALIKE_") }.merging(environment) { $1 }
        return try ChildProcess(
            path, arguments, environment: environment, folder: folder, input: input, output: output,
            errors: errors)
    }
}
