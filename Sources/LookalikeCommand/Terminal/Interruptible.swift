import Dispatch
import Foundation
import Synchronization

/// Runs work that Ctrl-C or SIGTERM ends in good order: what is done is kept. A second Ctrl-C ends it at once.
enum Interruptible {
    /// - Parameter stopped: what to say then.
    /// - Throws: ``CommandFailure`` where it was stopped; what `body` throws.
    static func run<Result: Sendable>(
        stopped: String, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        if Terminal.caller.isOther {
            // The signals are those of the other process, which cancels this task.
            do { return try await body() } catch  where Task.isCancelled {
                throw CommandFailure(stopped, code: CommandFailure.interrupted)
            }
        }
        let task = Task { try await body() }
        return try await hearing {
            task.cancel()
        } during: {
            do { return try await task.value } catch  where task.isCancelled {
                throw CommandFailure(stopped, code: CommandFailure.interrupted)
            }
        }
    }

    /// Calls `stop` at the first Ctrl-C or SIGTERM; a second one ends the process.
    static func hearing<Result>(
        _ stop: @escaping @Sendable () -> Void, during body: () async throws -> Result
    ) async throws -> Result {
        let isStopped = Atomic(false)
        let sources = [SIGINT, SIGTERM].map { number in
            // The source below hears the signal only where it does not end the process.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                if isStopped.exchange(true, ordering: .relaxed) { _exit(CommandFailure.interrupted) }
                stop()
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            signal(SIGINT, SIG_DFL)
            signal(SIGTERM, SIG_DFL)
        }
        return try await body()
    }
}
