import Foundation
import Synchronization

/// Who called a command: where its output goes, who answers it, and what its arguments name. It is this process, or one
/// whose command a server runs.
protocol Caller: Sendable {
    /// Whether this process runs the command for another one.
    var isOther: Bool { get }
    /// Whether a person watches standard error, on a terminal that can go back to a line's begin.
    var isWatched: Bool { get }
    /// The width of that terminal.
    var columns: Int { get }
    /// Whether there is somebody to ask.
    var canBeAsked: Bool { get }

    /// - Returns: 0, or the system's error.
    func write(_ text: String, to stream: OutputStream) -> Int32
    /// - Returns: nil at the end of the input.
    func readLine() async throws -> String?
    /// A path that an argument names, as this process can use it.
    ///
    /// - Throws: ``CommandFailure`` where it can't.
    func path(_ argument: String) throws -> String
    /// Whether an argument names a file or a folder.
    func hasFile(_ argument: String) -> Bool
    /// The bytes of a file that an argument names.
    ///
    /// - Parameter limit: more bytes are refused.
    /// - Throws: ``CommandFailure``.
    func read(_ argument: String, limit: Int) async throws -> [UInt8]
    /// Whether this is said for the first time.
    func isNew(_ note: String) -> Bool
}

enum OutputStream {
    case output, errors
}

extension Caller {
    /// Text for standard error. That nobody hears it is no reason to stop.
    func note(_ text: String) { showInPlace(text + "\n") }

    /// Without an end of line.
    func showInPlace(_ text: String) { _ = write(text, to: .errors) }
}

/// Notes that were made already.
final class NoteList: Sendable {
    private let noted = Mutex<Set<String>>([])

    func isNew(_ note: String) -> Bool { noted.withLock { $0.insert(note).inserted } }
}

/// This process itself.
struct OwnCaller: Caller {
    private let notes = NoteList()

    let isOther = false

    var isWatched: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    var columns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    var canBeAsked: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    func write(_ text: String, to stream: OutputStream) -> Int32 {
        let descriptor = stream == .output ? STDOUT_FILENO : STDERR_FILENO
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno }
            rest = rest.dropFirst(count)
        }
        return 0
    }

    func readLine() -> String? { Swift.readLine() }

    func path(_ argument: String) -> String { argument }

    func hasFile(_ argument: String) -> Bool { FileManager.default.fileExists(atPath: argument) }

    func read(_ argument: String, limit: Int) throws -> [UInt8] {
        try InputImage.read(argument, limit: limit)
    }

    func isNew(_ note: String) -> Bool { notes.isNew(note) }
}
