import ArgumentParser
import Foundation
import LookalikeServer

/// The program: `lookalike <command>`.
@main
struct Lookalike: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookalike",
        abstract: "Finds images that look like a given one.",
        usage: "lookalike <command> [options]",
        discussion: """
            Index a folder, then ask:

              lookalike sync photos        index every image below photos/
              lookalike search query.jpg   print the images most similar to query.jpg
              lookalike serve              the same as a web page, on port 8000

            No images at hand? 'lookalike demo photos' draws some.

            Settings come from flags, LOOKALIKE_… environment variables, a .env file and lookalike.json, in this \
            order. Exit codes: 0 done, 1 failed (standard error has the reason), 64 wrong usage, 75 busy (another \
            process or sync uses the data), 130 stopped by Ctrl-C.
            """,
        version: Version.current,
        subcommands: [
            Serve.self, Sync.self, Add.self, Roots.self, Search.self, Duplicates.self, Embed.self,
            Models.self,
            Collections.self, Migrate.self, Import.self, Export.self, BackUp.self, Restore.self, Orphans.self,
            ImportFolder.self, ImportCIFAR10.self, Eval.self, Calibrate.self, Setup.self,
            Generate.self, Config.self, Demo.self, Load.self,
            ShowVersion.self, Measure.self, MeasureIndex.self,
        ])

    /// Runs a command; every error ends here, as one message and an exit code.
    static func main() async {
        // If the reader is gone, writing fails with an error, which is easier to handle than a signal.
        signal(SIGPIPE, SIG_IGN)
        var command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            let arguments = Array(CommandLine.arguments.dropFirst())
            let unknown = CommandSuggestion.sentence(for: arguments, of: Self.self)
            exit(withError: unknown.map { ValidationError($0) } ?? error)
        }
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            if let served = command as? any ServedCommand,
                let code = try await CommandClient.run(served, arguments)
            {
                exit(withError: ExitCode(code))
            }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch  where isUsage(error) {
            exit(withError: error)
        } catch {
            exit(withError: ExitCode(report(error)))
        }
    }

    /// Requested help, and wrong usage.
    private static func isUsage(_ error: any Error) -> Bool {
        error is ExitCode || exitCode(for: error) != .failure
    }

    /// Says why a command failed.
    ///
    /// - Returns: its exit code.
    static func report(_ error: any Error) -> Int32 {
        if isUsage(error) {
            let text = fullMessage(for: error)
            if !text.isEmpty { Terminal.note(text) }
            return exitCode(for: error).rawValue
        }
        let failure = error as? CommandFailure ?? CommandFailure(error)
        if !failure.message.isEmpty { Terminal.complain(failure.message) }
        return failure.code
    }
}
