import ArgumentParser
import Server

/// The program: `lookalike <command>`.
@main
struct Lookalike: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookalike",
        abstract: "Finds the pictures that look like a given one.",
        discussion: """
            Index a folder, then ask:

              lookalike sync photos                    index every picture below photos/
              lookalike search query.jpg               print the pictures most like query.jpg
              lookalike serve                          the same as a web page and an HTTP API on port 8000

            Settings come from flags, LOOKALIKE_… environment variables, a .env file and lookalike.json, in this
            order. Exit codes: 0 done, 1 failed (the sentence on standard error says why), 64 wrong usage,
            75 busy (another process or another sync has it).
            """,
        version: Version.current,
        subcommands: [
            Serve.self, Sync.self, Search.self, Embed.self, Models.self, Collections.self, Demo.self, ShowVersion.self,
        ])

    /// Runs a command; every error ends here, as one sentence and an exit code.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Terminal.complain(failure.message)
            exit(withError: ExitCode(failure.code))
        } catch let error where Failure.isOurs(error) {
            let failure = CommandFailure(error)
            Terminal.complain(failure.message)
            exit(withError: ExitCode(failure.code))
        } catch {
            exit(withError: error)
        }
    }
}
