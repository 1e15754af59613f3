internal import Foundation

/// The path of a Unix domain socket in a form that the system takes: at most 107 bytes long. A longer one leads through an
/// open descriptor of its folder.
public final class SocketPath: Sendable {
    /// What to bind or to connect to, as long as this object is there.
    public let text: String
    private let folder: Int32?

    /// Looks for no socket.
    ///
    /// - Throws: ``EngineError/dataFolderUnusable(path:detail:)`` if the folder of a long path can't be opened.
    public init(_ path: String) throws(EngineError) {
        let longest = MemoryLayout<sockaddr_un>.size - MemoryLayout<sa_family_t>.size - 1
        let slash = path.lastIndex(of: "/")
        guard path.utf8.count > longest, let slash else {
            (text, folder) = (path, nil)
            return
        }
        let parent = String(path[..<slash])
        let opened = Foundation.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw .system(parent, errno) }
        folder = opened
        text = "/proc/self/fd/\(opened)\(path[slash...])"
    }

    deinit {
        if let folder { close(folder) }
    }

    /// Whether a process listens there that this one may talk to.
    public var isAnswered: Bool { open { connect($0, $1, $2) } == 0 }

    /// Whether a socket can be made there; not every file system takes one. What is there is replaced.
    ///
    /// - Returns: 0, or the system's error.
    func tryBinding() -> Int32 {
        unlink(text)
        defer { unlink(text) }
        return open { bind($0, $1, $2) }
    }

    /// - Parameter body: gets a new socket and the address.
    /// - Returns: 0, or the system's error.
    private func open(_ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(text.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return ENAMETOOLONG }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        // Sound: the address lives as long as the call, which gets its size.
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 ? 0 : errno
            }
        }
    }
}
