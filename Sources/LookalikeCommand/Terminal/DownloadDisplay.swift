import Foundation
import LookalikeModelRegistry
import Synchronization

/// Shows how far a download is: a bar on a terminal, a line every ten seconds in a log.
final class DownloadDisplay: Sendable {
    private let lastShown = Mutex<ContinuousClock.Instant?>(nil)
    private let isWatched = Terminal.isWatched

    func show(_ progress: ModelDownload.Progress) {
        let now = ContinuousClock.now
        let interval: Duration = isWatched ? .milliseconds(100) : .seconds(10)
        let isDue = lastShown.withLock { last in
            if let last, now - last < interval, progress.received != progress.total { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let total = progress.total.map { " of \(Terminal.size($0))" } ?? ""
        let line = "\(progress.file): \(Terminal.size(progress.received))\(total)"
        if isWatched {
            Terminal.showInPlace("\r\u{1B}[K\(bar(progress))\(line)")
        } else {
            Terminal.note(line)
        }
    }

    private func bar(_ progress: ModelDownload.Progress) -> String {
        guard let total = progress.total, total > 0 else { return "" }
        let full = min(20, 20 * progress.received / total)
        return "[" + String(repeating: "█", count: full) + String(repeating: "·", count: 20 - full) + "] "
    }

    /// Shows what `body` downloads, and leaves the screen as a command's result wants it.
    func during<Result>(_ body: (DownloadDisplay) async throws -> Result) async throws -> Result {
        defer { finish() }
        return try await body(self)
    }

    private func finish() {
        if isWatched, lastShown.withLock({ $0 != nil }) { Terminal.showInPlace("\r\u{1B}[K") }
    }
}
