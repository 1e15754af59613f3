internal import Hummingbird
internal import LookalikeEngine
internal import NIOCore

/// The server on the socket in the data folder: all interfaces, and commands. Only this machine's user reaches it, by the
/// modes of the folder and of the socket, and no web page does; so its requests are those of the administrator.
struct LocalSocket: Sendable {
    let application: Application<RouterResponder<AppContext>>
    private let isAnnounced: Task<Void, Never>

    /// - Throws: ``/LookalikeEngine/EngineError`` where no socket can be made.
    init(_ server: LookalikeServer, _ engine: Engine, _ table: RouteTable, _ commands: CommandCenter)
        async throws
    {
        let path = try await engine.prepareSocket()
        let (announcements, announced) = AsyncStream.makeStream(of: Void.self)
        isAnnounced = Task { for await _ in announcements {} }
        var table = table
        table.surfaces.append(CommandSurface(commands: commands))
        application = server.application(table, at: .unixDomainSocket(path: path.text)) { _ in
            // The path was needed until now.
            withExtendedLifetime(path) {}
            await engine.announceSocket(true)
            announced.finish()
        }
    }

    /// Returns once other processes find the socket, or where the task is cancelled.
    func waitUntilAnnounced() async {
        await withTaskCancellationHandler {
            await isAnnounced.value
        } onCancel: {
            isAnnounced.cancel()
        }
    }
}
