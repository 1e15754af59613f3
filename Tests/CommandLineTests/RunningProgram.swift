import Foundation
import Synchronization
import TestSupport
import Testing

/// The program while it runs: what it has printed so far, and signals to it.
final class RunningProgram: Sendable {
    /// What standard error is.
    enum Errors { case pipe, terminal }

    private let process: ChildProcess
    private let terminal: FileHandle?
    private let printed = Mutex("")
    private let complained = Mutex("")
    /// Of its two streams, those that have not ended.
    private let openStreams = Mutex(2)

    var output: String { printed.withLock { $0 } }
    var errors: String { complained.withLock { $0 } }

    init(
        _ arguments: [String], in place: Workplace, adding: [String: String] = [:],
        errors kind: Errors = .pipe
    ) throws {
        let output = Pipe()
        let (errors, program) = try Self.open(kind)
        // Who reads a terminal types there, too.
        terminal = kind == .terminal ? errors : nil
        process = try CommandLineProgram.start(
            arguments,
            environment: place.environment.merging(["TERM": "xterm"].merging(adding) { $1 }) { $1 },
            folder: place.path, input: kind == .terminal ? .file(program) : .none, output: .pipe(output),
            errors: .file(program))
        try program.close()
        collect(output.fileHandleForReading) { program, text in program.printed.withLock { $0 += text } }
        collect(errors) { program, text in program.complained.withLock { $0 += text } }
    }

    deinit {
        process.signal(SIGKILL)
    }

    func signal(_ number: Int32) {
        process.signal(number)
    }

    /// Types at its terminal.
    func type(_ text: String) {
        terminal?.write(Data(text.utf8))
    }

    /// Waits until it has printed what is looked for, or has ended and all that it printed is here.
    func wait(until isThere: (RunningProgram) async throws -> Bool) async throws {
        do {
            try await eventually("what was looked for was printed") {
                let isOver = !process.isRunning && openStreams.withLock { $0 == 0 }
                return try await isThere(self) || isOver
            }
        } catch let error as NeverCame {
            Issue.record("it printed: \(output)\(errors)")
            throw error
        }
    }

    /// - Returns: its exit code.
    func end() async throws -> Int32 {
        try await wait { _ in false }
        return await process.end().status
    }

    /// - Returns: our end and the program's.
    private static func open(_ kind: Errors) throws -> (ours: FileHandle, program: FileHandle) {
        guard kind == .terminal else {
            let pipe = Pipe()
            return (pipe.fileHandleForReading, pipe.fileHandleForWriting)
        }
        let ours = Foundation.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(ours >= 0)
        // What unlockpt() and ptsname() of the C library do, which Swift does not see.
        let (unlock, nameOfOther): (UInt, UInt) = (0x4004_5431, 0x8004_5430)  // TIOCSPTLCK, TIOCGPTN
        var (locked, number): (Int32, UInt32) = (0, 0)
        try #require(ioctl(ours, unlock, &locked) == 0)
        try #require(ioctl(ours, nameOfOther, &number) == 0)
        let program = Foundation.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(program >= 0)
        var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(program, UInt(TIOCSWINSZ), &size) == 0)
        return (
            FileHandle(fileDescriptor: ours, closeOnDealloc: true),
            FileHandle(fileDescriptor: program, closeOnDealloc: true)
        )
    }

    private func collect(_ file: FileHandle, _ take: @escaping @Sendable (RunningProgram, String) -> Void) {
        let pieces = ChildProcess.pieces(of: file)
        Task {
            for await piece in pieces { take(self, String(decoding: piece, as: UTF8.self)) }
            openStreams.withLock { $0 -= 1 }
        }
    }
}
