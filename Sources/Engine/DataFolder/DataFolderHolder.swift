internal import Foundation

/// The process that holds a data folder, as the file `lock` in it tells: the first line is for people, and the second is
/// `socket` and the socket's path below the data folder, if the process takes commands there.
public struct DataFolderHolder: Sendable, Equatable {
    /// Such as "the server on port 8000 (process 4711)".
    public let name: String
    /// The path of the socket; nil if there is none.
    public let socket: String?

    static let socketWord = "socket "

    /// What the file says. A process that was killed leaves its last words: whether somebody holds the folder, only
    /// ``DataDirectoryLock`` finds out.
    ///
    /// - Returns: nil if nobody is named.
    public init?(of data: DataDirectory) {
        // A file that can't be read names nobody.
        let text = (try? String(contentsOfFile: data.lock, encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n")
        guard let name = lines.first else { return nil }
        self.name = String(name)
        socket = lines.dropFirst().first { $0.hasPrefix(Self.socketWord) }.map {
            "\(data.path)/\($0.dropFirst(Self.socketWord.count))"
        }
    }
}
