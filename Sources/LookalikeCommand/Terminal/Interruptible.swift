import Dispatch
import Foundation

/// Runs work that Ctrl-C or SIGTERM ends in good order: what is done is kept. A second Ctrl-C ends it at once.
enum Interruptible {
    /// - Parameter stopped: what to say then.
    /// - Throws: ``CommandFailure`` where it was stopped; what `body` throws.
    static func run<Result: Sendable>(
        stopped: String, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Task { try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            // The source below hears the signal only where it does not end the process.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                if task.isCancelled { _exit(CommandFailure.interrupted) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            signal(SIGINT, SIG_DFL)
            signal(SIGTERM, SIG_DFL)
        }
        do {
            return try await task.value
        } catch  where task.isCancelled {
            throw CommandFailure(stopped, code: CommandFailure.interrupted)
        }
    }
}
