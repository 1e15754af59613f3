import Foundation
import Synchronization
import TestSupport
import Testing

/// The program while it runs: what it has printed so far, and signals to it.
final class RunningProgram: Sendable {
    /// What standard error is.
    enum Errors { case pipe, terminal }

    private let process: Process
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
        process = try CommandLineProgram.make(
            arguments,
            environment: place.environment.merging(["TERM": "xterm"].merging(adding) { $1 }) { $1 },
            folder: place.path)
        let output = Pipe()
        process.standardOutput = output
        let (errors, program) = try Self.open(kind)
        process.standardError = program
        // Who reads a terminal types there, too.
        terminal = kind == .terminal ? errors : nil
        if kind == .terminal { process.standardInput = program }
        try CommandLineProgram.launch(process)
        try program.close()
        collect(output.fileHandleForReading) { text in self.printed.withLock { $0 += text } }
        collect(errors) { text in self.complained.withLock { $0 += text } }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
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
        return process.terminationStatus
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

    private func collect(_ file: FileHandle, _ take: @escaping @Sendable (String) -> Void) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            // A terminal whose other end is closed gives an error, a pipe the end of the file.
            while case let count = read(file.fileDescriptor, &buffer, buffer.count), count > 0 {
                take(String(decoding: buffer[..<count], as: UTF8.self))
            }
            openStreams.withLock { $0 -= 1 }
        }
    }
}
