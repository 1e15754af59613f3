internal import Foundation
internal import NIOCore
internal import Synchronization

/// Runs commands of other processes; the program's commands are behind it.
public protocol CommandRunner: Sendable {
    /// Runs a command to its end; it ends early where the task is cancelled.
    ///
    /// - Returns: its exit code.
    func run(_ connection: CommandConnection) async -> Int32
}

/// What a command has of the process that asked for it.
public final class CommandConnection: Sendable {
    /// What is to be run.
    public let request: CommandRequest
    let id = UUID().uuidString.lowercased()
    /// The events, and empty lines.
    let lines: AsyncStream<ByteBuffer>
    private let continuation: AsyncStream<ByteBuffer>.Continuation
    private let asked = Mutex<CheckedContinuation<CommandAnswer, any Error>?>(nil)

    private let isStopping = Atomic(false)
    /// Bytes of the lines that nobody has taken yet. What a command prints is as large as it was when it was made; what it
    /// says of its progress is without end, and a process that was stopped may never read it.
    private let waiting = Atomic(0)
    private static let mostProgressWaiting = 1 << 18
    private static let mostNotesWaiting = 1 << 24

    init(_ request: CommandRequest) {
        self.request = request
        (lines, continuation) = AsyncStream.makeStream()
    }

    /// Text for standard error is left out where much of it waits for a slow reader, progress first.
    ///
    /// - Returns: whether there still is somebody to hear it.
    @discardableResult
    public func send(_ event: CommandEvent) -> Bool {
        if case .errors(let text) = event {
            let most = text.hasPrefix("\r") ? Self.mostProgressWaiting : Self.mostNotesWaiting
            if waiting.load(ordering: .relaxed) > most { return true }
        }
        // Sound: texts and numbers can be encoded.
        return yield(ByteBuffer(bytes: try! event.line()))
    }

    private func yield(_ line: ByteBuffer) -> Bool {
        waiting.wrappingAdd(line.readableBytes, ordering: .relaxed)
        if case .terminated = continuation.yield(line) { return false }
        return true
    }

    /// A line of ``lines`` has gone to the reader.
    func wrote(_ line: ByteBuffer) {
        waiting.wrappingSubtract(line.readableBytes, ordering: .relaxed)
    }

    /// Whether the command was cancelled because the server stops, and not by who called it.
    public var isServerStopping: Bool { isStopping.load(ordering: .relaxed) }

    func serverStops() { isStopping.store(true, ordering: .relaxed) }

    /// Asks for what an event wants. One question is open at a time.
    ///
    /// - Throws: `CancellationError` where the command is cancelled or nobody answers any more.
    public func ask(_ event: CommandEvent) async throws -> CommandAnswer {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let earlier = asked.withLock { asked in
                    defer { asked = continuation }
                    return asked
                }
                earlier?.resume(throwing: CancellationError())
                if Task.isCancelled || !send(event) { take()?.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            take()?.resume(throwing: CancellationError())
        }
    }

    /// - Returns: false if nothing was asked.
    func answer(_ answer: CommandAnswer) -> Bool {
        guard let continuation = take() else { return false }
        continuation.resume(returning: answer)
        return true
    }

    private func take() -> CheckedContinuation<CommandAnswer, any Error>? {
        asked.withLock { asked in
            defer { asked = nil }
            return asked
        }
    }

    /// Sends empty lines until it is cancelled: they show that the connection is in use.
    func keepAlive() async {
        while (try? await Task.sleep(for: .seconds(15))) != nil {
            // Where lines wait, none is needed.
            if waiting.load(ordering: .relaxed) == 0 { _ = yield(ByteBuffer(string: "\n")) }
        }
    }

    func finish() { continuation.finish() }

    /// Calls `gone` when the events end or nobody reads them any more.
    func onEnd(_ gone: @escaping @Sendable () -> Void) {
        continuation.onTermination = { _ in gone() }
    }
}
