internal import Foundation
internal import LookalikeWorkThreads

extension Engine {
    /// Makes the folder of the socket where a process that holds the data folder takes commands. Only this user may enter
    /// it, so nobody else reaches the socket, whatever its own mode is when it is made.
    ///
    /// - Returns: the path to bind; a socket that a killed process left is gone.
    /// - Throws: ``EngineError/dataFolderUnusable(path:detail:)``.
    public func prepareSocket() async throws -> SocketPath {
        try checkWritable()
        return try await Blocking.run { [data] in
            let folder = "\(data.path)/\(DataDirectory.socketFolderName)"
            do throws(DurableFile.Failure) {
                try DurableFile.makeFolder(folder, mode: 0o700)
            } catch {
                throw EngineError.system(folder, error.code)
            }
            // The folder may be from a copy that did not keep its mode.
            guard chmod(folder, 0o700) == 0 else { throw EngineError.system(folder, errno) }
            let path = try SocketPath("\(data.path)/\(DataDirectory.socketName)")
            let code = path.tryBinding()
            guard code == 0 else { throw EngineError.system(folder, code) }
            return path
        }
    }

    /// Tells other processes that the socket of ``prepareSocket()`` takes commands; or takes it away, and says so.
    public func announceSocket(_ isThere: Bool) async {
        await Blocking.run { [data, lock] in
            let path = "\(data.path)/\(DataDirectory.socketName)"
            if isThere { chmod(path, 0o600) } else { unlink(path) }
            lock?.announce(socket: isThere ? DataDirectory.socketName : nil)
        }
    }
}
