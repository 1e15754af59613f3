import Foundation
import LookalikeEngine
import Synchronization

/// Shows how many bytes of a file are done: in place on a terminal, a line every ten seconds in a log.
final class ByteDisplay: Sendable {
    private let verb: String
    private let lastShown = Mutex<ContinuousClock.Instant?>(nil)
    private let isWatched = Terminal.isWatched

    /// - Parameter verb: what is done to the bytes, such as "restored".
    init(_ verb: String) {
        self.verb = verb
    }

    func show(_ progress: Job.Progress) {
        let now = ContinuousClock.now
        let interval: Duration = isWatched ? .milliseconds(100) : .seconds(10)
        let isDue = lastShown.withLock { last in
            // A log needs no line for the very beginning.
            let isFirst = last == nil
            if let last, now - last < interval { return false }
            last = now
            return isWatched || !isFirst
        }
        guard isDue else { return }
        let line = "\(Terminal.size(progress.done)) of \(Terminal.size(progress.total)) \(verb)"
        if isWatched { Terminal.showInPlace("\r\u{1B}[K\(line)") } else { Terminal.note(line) }
    }

    /// Leaves the screen as a command's result wants it.
    func finish() {
        if isWatched, lastShown.withLock({ $0 != nil }) { Terminal.showInPlace("\r\u{1B}[K") }
    }
}
