import Foundation
import LookalikeEngine
import Synchronization

/// Shows how far a command is: a bar on a terminal, a line now and then in a log.
final class ProgressDisplay: Sendable {
    private struct State {
        var lastShown: ContinuousClock.Instant?
        var isOnScreen = false
    }

    private let verb: String
    private let caller: any Caller
    private let isWatched: Bool
    private let state = Mutex(State())

    /// - Parameter verb: what is done to the images, such as "indexed".
    init(_ verb: String) {
        self.verb = verb
        caller = Terminal.caller
        isWatched = caller.isWatched
    }

    func show(_ progress: Job.Progress) {
        guard progress.total > 0 else { return }
        let now = ContinuousClock.now
        let isLast = progress.done == progress.total
        let isDue = state.withLock { state in
            let interval: Duration = isWatched ? .milliseconds(100) : .seconds(5)
            if !isLast, let last = state.lastShown, now - last < interval { return false }
            // A log needs no line for the very beginning.
            if !isWatched, !isLast, state.lastShown == nil {
                state.lastShown = now
                return false
            }
            state.lastShown = now
            state.isOnScreen = isWatched
            return true
        }
        guard isDue else { return }
        if isWatched {
            caller.showInPlace("\r\u{1B}[K\(bar(progress))")
        } else {
            caller.note(line(progress))
        }
    }

    /// Leaves the screen as a command's result wants it.
    func finish() {
        let wasOnScreen = state.withLock { state in
            defer { state.isOnScreen = false }
            return state.isOnScreen
        }
        if wasOnScreen { caller.showInPlace("\r\u{1B}[K") }
    }

    /// Says something meanwhile; the bar comes back below it.
    func note(_ text: String) {
        finish()
        caller.note(text)
    }

    private func line(_ progress: Job.Progress) -> String {
        let left =
            progress.secondsLeft.map { progress.done < progress.total ? ", \(Self.duration($0)) left" : "" }
            ?? ""
        let rate = progress.done > 0 ? ", \(Self.rate(progress.rate))" : ""
        let frames = progress.frames.map { ", \($0) frames" } ?? ""
        return "\(progress.done) of \(progress.total) \(verb)\(frames)\(rate)\(left)"
    }

    private func bar(_ progress: Job.Progress) -> String {
        let text = line(progress)
        let width = min(30, caller.columns - text.count - 4)
        // A line that is too long would wrap, and stay.
        guard width > 5 else { return String(text.prefix(max(1, caller.columns - 1))) }
        let full = width * progress.done / max(1, progress.total)
        return "[" + String(repeating: "█", count: full) + String(repeating: "·", count: width - full) + "] "
            + text
    }

    private static func rate(_ rate: Double) -> String {
        rate >= 10 ? "\(Int(rate.rounded()))/s" : String(format: "%.1f/s", rate)
    }

    static func duration(_ seconds: Double) -> String {
        let seconds = Int(seconds.rounded(.up))
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
}
