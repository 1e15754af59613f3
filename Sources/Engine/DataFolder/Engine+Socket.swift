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
            try Self.makePrivate(folder)
            let path = try SocketPath("\(data.path)/\(DataDirectory.socketName)")
            let code = path.tryBinding()
            guard code == 0 else { throw EngineError.system(folder, code) }
            return path
        }
    }

    /// The folder may be from a copy that did not keep its mode. It has to be this user's own: a link would lead to another
    /// one, with other files.
    private static func makePrivate(_ folder: String) throws(EngineError) {
        let opened = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else {
            if errno == ENOTDIR || errno == ELOOP {
                throw .dataFolderUnusable(path: folder, detail: "it is a link or a file, and no folder")
            }
            throw .system(folder, errno)
        }
        defer { close(opened) }
        var status = stat()
        guard fstat(opened, &status) == 0 else { throw .system(folder, errno) }
        guard status.st_uid == geteuid() else {
            throw .dataFolderUnusable(path: folder, detail: "it belongs to another user")
        }
        guard fchmod(opened, 0o700) == 0 else { throw .system(folder, errno) }
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
