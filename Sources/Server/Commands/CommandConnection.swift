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

    init(_ request: CommandRequest) {
        self.request = request
        (lines, continuation) = AsyncStream.makeStream()
    }

    /// - Returns: whether there still is somebody to hear it.
    @discardableResult
    public func send(_ event: CommandEvent) -> Bool {
        // Sound: texts and numbers can be encoded.
        yield(ByteBuffer(bytes: try! event.line()))
    }

    private func yield(_ line: ByteBuffer) -> Bool {
        if case .terminated = continuation.yield(line) { return false }
        return true
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
        while (try? await Task.sleep(for: .seconds(15))) != nil { _ = yield(ByteBuffer(string: "\n")) }
    }

    func finish() { continuation.finish() }

    /// Calls `gone` when the events end or nobody reads them any more.
    func onEnd(_ gone: @escaping @Sendable () -> Void) {
        continuation.onTermination = { _ in gone() }
    }
}
