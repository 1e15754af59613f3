internal import CSpawn
public import Foundation
internal import Synchronization

/// A program in a process of its own, which is started at once.
///
/// Not Foundation's `Process`: its `run()` reads past the end of what it allocated once some hundred processes were
/// started from threads of a pool (Foundation 6.3.1 on Linux), which ended whole test runs.
///
///     let child = try ChildProcess("/bin/echo", ["hello"], output: .pipe(output))
///     #expect(await child.end() == .code(0))
public final class ChildProcess: Sendable {
    /// How a process ended.
    public enum Exit: Sendable, Equatable {
        /// By itself, with an exit code.
        case code(Int32)
        /// By a signal that nothing in it handled.
        case signal(Int32)

        /// The exit code; after a signal its number, negative.
        public var status: Int32 {
            switch self {
            case .code(let code): code
            case .signal(let number): -number
            }
        }
    }

    /// What one of its three standard streams is.
    public enum Stream: Sendable {
        /// `/dev/null`.
        case none
        /// The tests' own.
        case inherited
        /// The other end is for the tests; this one is closed here once the process has it.
        case pipe(Pipe)
        /// An open file or terminal.
        case file(FileHandle)
    }

    /// The program can't be started; `code` is an `errno`.
    public struct Failure: Error, CustomStringConvertible {
        /// The program's path.
        public let path: String
        /// An `errno`.
        public let code: Int32
        /// A sentence.
        public var description: String { "\(path) can't be started: \(String(cString: strerror(code)))" }
    }

    /// The number of the process.
    public let processIdentifier: Int32
    private let ended: Ended

    /// - Parameters:
    ///   - environment: nil is the tests' own.
    ///   - folder: where it runs; nil is where the tests do.
    ///   - limit: seconds after which it is killed, so that no wait for its end or output lasts for ever.
    /// - Throws: ``Failure``.
    public init(
        _ path: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        folder: String? = nil,
        input: Stream = .none, output: Stream = .inherited, errors: Stream = .inherited, limit: Double = 540
    ) throws {
        processIdentifier = try Self.spawn(
            path, arguments, environment ?? ProcessInfo.processInfo.environment, folder,
            [
                (input, { $0.fileHandleForReading }), (output, { $0.fileHandleForWriting }),
                (errors, { $0.fileHandleForWriting }),
            ])
        ended = Ended(processIdentifier)
        DispatchQueue.global().asyncAfter(deadline: .now() + limit) { [ended] in ended.signal(SIGKILL) }
    }

    /// Whether it has not ended.
    public var isRunning: Bool { ended.exit == nil }

    /// How it ended; nil while it runs.
    public var exit: Exit? { ended.exit }

    /// Sends a signal, if the process still runs.
    public func signal(_ number: Int32) { ended.signal(number) }

    /// Waits for its end.
    public func end() async -> Exit {
        await withCheckedContinuation { continuation in
            ended.whenOver { continuation.resume(returning: $0) }
        }
    }

    /// Reads what comes out of a pipe, to its end, as UTF-8.
    public static func read(_ pipe: Pipe) async -> String {
        var text: [UInt8] = []
        for await piece in pieces(of: pipe) { text += piece }
        return String(decoding: text, as: UTF8.self)
    }

    /// What comes through a pipe, as it comes. A pipe is read to its end in any case: a full one would stop the process.
    public static func pieces(of pipe: Pipe) -> AsyncStream<[UInt8]> { pieces(of: pipe.fileHandleForReading) }

    /// What comes from a pipe or a terminal, as it comes.
    public static func pieces(of file: FileHandle) -> AsyncStream<[UInt8]> {
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        // A thread of its own, since it waits.
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Foundation.read(file.fileDescriptor, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                // A terminal whose other end is closed gives an error, a pipe the end of the file.
                if count <= 0 { break }
                continuation.yield(Array(buffer[..<count]))
            }
            continuation.finish()
        }
        return pieces
    }
}

/// The end of one process, which a thread of its own waits for.
private final class Ended: Sendable {
    private struct State {
        var exit: ChildProcess.Exit?
        var waiting: [@Sendable (ChildProcess.Exit) -> Void] = []
    }

    private let process: Int32
    private let state = Mutex(State())

    init(_ process: Int32) {
        self.process = process
        Thread.detachNewThread { self.wait() }
    }

    var exit: ChildProcess.Exit? { state.withLock { $0.exit } }

    /// Before the process is reaped, since its number may be another's then.
    func signal(_ number: Int32) {
        state.withLock { if $0.exit == nil { kill(process, number) } }
    }

    func whenOver(_ act: @escaping @Sendable (ChildProcess.Exit) -> Void) {
        let exit = state.withLock { state in
            if state.exit == nil { state.waiting.append(act) }
            return state.exit
        }
        if let exit { act(exit) }
    }

    private func wait() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        let (exit, waiting) = state.withLock { state in
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0 && errno == EINTR {}
            let signal = status & 0x7f
            let exit = signal == 0 ? ChildProcess.Exit.code(status >> 8 & 0xff) : .signal(signal)
            state.exit = exit
            defer { state.waiting = [] }
            return (exit, state.waiting)
        }
        for act in waiting { act(exit) }
    }
}

extension ChildProcess {
    private typealias Redirection = (stream: Stream, end: (Pipe) -> FileHandle)

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String], _ folder: String?,
        _ streams: [Redirection]
    ) throws -> Int32 {
        let descriptors = streams.map { stream, end in
            switch stream {
            case .none: Int32(LOOKALIKE_SPAWN_NONE)
            case .inherited: Int32(LOOKALIKE_SPAWN_INHERITED)
            case .pipe(let pipe): end(pipe).fileDescriptor
            case .file(let file): file.fileDescriptor
            }
        }
        let strings = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for string in strings + variables { free(string) } }
        var process: Int32 = 0
        let code = lookalike_spawn(&process, strings, variables, folder, descriptors)
        guard code == 0 else { throw Failure(path: path, code: code) }
        // The process has its own: without this its end would not be that of the pipe.
        var closed: [FileHandle] = []
        for case (.pipe(let pipe), let end) in streams where !closed.contains(where: { $0 === end(pipe) }) {
            try end(pipe).close()
            closed.append(end(pipe))
        }
        return process
    }
}
