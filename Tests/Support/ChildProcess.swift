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
    public let processIdentifier: pid_t
    private let ended: Ended

    /// - Parameters:
    ///   - environment: nil is the tests' own.
    ///   - folder: where it runs; nil is where the tests do.
    ///   - limit: seconds after which it is killed, so that no wait for its end or output lasts for ever.
    /// - Throws: ``Failure``.
    public init(
        _ path: String, _ arguments: [String] = [], environment: [String: String]? = nil, folder: String? = nil,
        input: Stream = .none, output: Stream = .inherited, errors: Stream = .inherited, limit: Double = 540
    ) throws {
        processIdentifier = try Self.spawn(
            path, arguments, environment ?? ProcessInfo.processInfo.environment, folder,
            [
                (input, 0, { $0.fileHandleForReading }), (output, 1, { $0.fileHandleForWriting }),
                (errors, 2, { $0.fileHandleForWriting }),
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

    /// Waits for its end, and blocks the thread.
    public func waitUntilExit() -> Exit {
        let over = DispatchSemaphore(value: 0)
        let exit = Mutex<Exit?>(nil)
        ended.whenOver { value in
            exit.withLock { $0 = value }
            over.signal()
        }
        over.wait()
        guard let exit = exit.withLock({ $0 }) else { fatalError("woken before the end") }
        return exit
    }
}

/// The end of one process, which a thread of its own waits for.
private final class Ended: Sendable {
    private struct State {
        var exit: ChildProcess.Exit?
        var waiting: [@Sendable (ChildProcess.Exit) -> Void] = []
    }

    private let process: pid_t
    private let state = Mutex(State())

    init(_ process: pid_t) {
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
    private typealias Redirection = (stream: Stream, number: Int32, end: (Pipe) -> FileHandle)

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String], _ folder: String?,
        _ streams: [Redirection]
    ) throws -> pid_t {
        func check(_ code: Int32) throws { if code != 0 { throw Failure(path: path, code: code) } }
        var actions = posix_spawn_file_actions_t()
        try check(posix_spawn_file_actions_init(&actions))
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (stream, number, end) in streams {
            switch stream {
            case .none: try check(posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0))
            case .inherited: break
            case .pipe(let pipe):
                try check(posix_spawn_file_actions_adddup2(&actions, end(pipe).fileDescriptor, number))
            case .file(let file):
                try check(posix_spawn_file_actions_adddup2(&actions, file.fileDescriptor, number))
            }
        }
        try check(posix_spawn_file_actions_addclosefrom_np(&actions, 3))
        if let folder { try check(posix_spawn_file_actions_addchdir_np(&actions, folder)) }
        var attributes = posix_spawnattr_t()
        try check(posix_spawnattr_init(&attributes))
        defer { posix_spawnattr_destroy(&attributes) }
        try check(setSignals(&attributes))
        var process = pid_t()
        let strings = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for string in strings + variables { free(string) } }
        try check(posix_spawn(&process, path, &actions, &attributes, strings, variables))
        for case (.pipe(let pipe), _, let end) in streams { try? end(pipe).close() }
        return process
    }

    /// A group of its own, nothing blocked, and nothing ignored: a thread of a pool blocks most signals.
    private static func setSignals(_ attributes: inout posix_spawnattr_t) -> Int32 {
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        let codes = [
            posix_spawnattr_setsigmask(&attributes, &none), posix_spawnattr_setsigdefault(&attributes, &all),
            posix_spawnattr_setflags(&attributes, Int16(flags)),
        ]
        return codes.first { $0 != 0 } ?? 0
    }
}
