internal import Hummingbird
internal import Logging
internal import LookalikeWorkThreads
internal import Synchronization

/// The commands of other processes that the server runs.
final class CommandCenter: Sendable {
    private struct Command {
        let connection: CommandConnection
        let task: Task<Void, Never>
    }

    private struct State {
        var commands: [String: Command] = [:]
        var isDown = false
    }

    private let runner: any CommandRunner
    private let logger: Logger
    private let state = Mutex(State())

    init(runner: any CommandRunner, logger: Logger) {
        (self.runner, self.logger) = (runner, logger)
    }

    /// Begins a command, which is cancelled when nobody hears of it any more.
    ///
    /// - Throws: 409 for a program of another version, 503 when the server stops.
    func begin(_ request: CommandRequest) throws(APIError) -> CommandConnection {
        guard request.version == Version.current else {
            throw APIError(
                status: .conflict,
                message:
                    "The server is of version \(Version.current), this program of \(request.version): restart the server with this version."
            )
        }
        let connection = CommandConnection(request)
        connection.send(.begun(id: connection.id))
        let isBegun = state.withLock { state in
            if state.isDown { return false }
            state.commands[connection.id] = Command(connection: connection, task: run(connection))
            return true
        }
        guard isBegun else { throw APIError(status: .serviceUnavailable, message: "The server is stopping.") }
        connection.onEnd { [self] in cancel(connection.id) }
        return connection
    }

    private func run(_ connection: CommandConnection) -> Task<Void, Never> {
        Task {
            // Its other arguments may hold passwords, such as those of addresses.
            let metadata: Logger.Metadata = [
                "command": "\(connection.request.arguments.first ?? "")", "command_id": "\(connection.id)",
            ]
            logger.info("command", metadata: metadata)
            let heart = Task { await connection.keepAlive() }
            // Commands read and write files as if they had the process for themselves.
            let code = await Blocking.scope { await runner.run(connection) }
            heart.cancel()
            logger.info("command ended", metadata: metadata.merging(["code": "\(code)"]) { $1 })
            connection.send(.ended(code: code))
            _ = state.withLock { $0.commands.removeValue(forKey: connection.id) }
            connection.finish()
        }
    }

    /// - Returns: false if no such command runs.
    @discardableResult
    func cancel(_ id: String) -> Bool {
        let command = state.withLock { $0.commands[id] }
        command?.task.cancel()
        return command != nil
    }

    /// - Returns: false if no such command asked.
    func answer(_ id: String, _ answer: CommandAnswer) -> Bool {
        state.withLock { $0.commands[id] }?.connection.answer(answer) ?? false
    }

    /// Cancels all commands, and takes no more.
    func shutDown() {
        let commands = state.withLock { state in
            state.isDown = true
            return state.commands.values
        }
        for command in commands {
            command.connection.serverStops()
            command.task.cancel()
        }
    }
}
