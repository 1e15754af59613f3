import ArgumentParser
import Foundation
import LookalikeEngine
import LookalikeServer

/// A command that uses the data folder: if a server holds that, the server runs the command.
protocol ServedCommand: AsyncParsableCommand {
    var common: CommonOptions { get }
    /// False where the command does not use the data folder this time.
    var usesDataFolder: Bool { get }
}

extension ServedCommand {
    var usesDataFolder: Bool { true }
}

/// The server, for commands that it runs for other processes: they use its engine and its settings.
struct ServingProcess: Sendable {
    /// Nil in a process that runs its own command.
    @TaskLocal static var current: ServingProcess?

    let engine: Engine
    let settings: Settings
}

extension ServingProcess: CommandRunner {
    func run(_ connection: CommandConnection) async -> Int32 {
        await Self.$current.withValue(self) {
            await Terminal.$caller.withValue(OtherCaller(connection)) {
                await Self.run(connection)
            }
        }
    }

    private static func run(_ connection: CommandConnection) async -> Int32 {
        let request = connection.request
        do {
            guard var command = try Lookalike.parseAsRoot(request.arguments) as? any ServedCommand else {
                throw CommandFailure("A server does not run this command.")
            }
            try await command.run()
            return 0
        } catch  where connection.isServerStopping {
            return Lookalike.report(CommandFailure.serverEnded)
        } catch EngineError.folderUnreadable(let path, let detail) where request.files.contains(path) {
            // The process sees a folder there; it is the server that does not.
            Terminal.complain("\(EngineError.folderUnreadable(path: path, detail: detail))")
            Terminal.note("The server reads it, as the user \(NSUserName()).")
            return CommandFailure.failed
        } catch {
            return Lookalike.report(error)
        }
    }
}
