import Foundation
import LookalikeServer

/// A process whose command this server runs.
struct OtherCaller: Caller {
    private let connection: CommandConnection
    private let notes = NoteList()

    init(_ connection: CommandConnection) {
        self.connection = connection
    }

    private var request: CommandRequest { connection.request }

    let isOther = true
    var isWatched: Bool { request.isWatched }
    var columns: Int { request.columns }
    var canBeAsked: Bool { request.canBeAsked }

    func write(_ text: String, to stream: OutputStream) -> Int32 {
        connection.send(stream == .output ? .output(text) : .errors(text)) ? 0 : EPIPE
    }

    func readLine() async throws -> String? {
        guard case .bytes(let bytes) = try await connection.ask(.line) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    func path(_ argument: String) throws -> String {
        if argument.isEmpty { return argument }
        var path = argument
        if !argument.hasPrefix("/") {
            guard request.folder.hasPrefix("/") else {
                throw CommandFailure(
                    "\(argument) can't be found: the folder that the command was started in is gone.")
            }
            path = "\(request.folder)/\(argument)"
        }
        let parts = URL(fileURLWithPath: path).standardized.path.split(separator: "/")
        let plain = "/" + parts.joined(separator: "/")
        if Self.ownFiles.contains(where: { plain == $0 || plain.hasPrefix($0 + "/") }) {
            throw CommandFailure(
                "\(argument) is what this process has open, and the server that runs the command can't use it: name a file."
            )
        }
        return path
    }

    /// In each process they are something else.
    private static let ownFiles = [
        "/dev/fd", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty", "/proc/self", "/proc/thread-self",
    ]

    func hasFile(_ argument: String) -> Bool { request.files.contains(argument) }

    /// The process reads it: this one may not be allowed to, and can't read its pipes.
    func read(_ argument: String, limit: Int) async throws -> [UInt8] {
        switch try await connection.ask(.file(path: argument, limit: limit)) {
        case .bytes(let bytes): return bytes
        case .problem(let sentence): throw CommandFailure(sentence)
        case .end: throw CommandFailure("\(argument) can't be read.")
        }
    }

    func isNew(_ note: String) -> Bool { notes.isNew(note) }
}
