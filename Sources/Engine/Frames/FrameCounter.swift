internal import Synchronization

/// Counts the frames of a sync while files are still being read, and tells of them now and then: a long video is one file for
/// many minutes.
final class FrameCounter: Sendable {
    private struct State {
        var frames = 0
        var last = Job.Progress()
        var told: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let tell: @Sendable (Job.Progress) -> Void
    private static let interval: Duration = .milliseconds(500)

    init(_ tell: @escaping @Sendable (Job.Progress) -> Void) {
        self.tell = tell
    }

    var count: Int { state.withLock { $0.frames } }

    /// Tells of files that are done.
    func show(_ progress: Job.Progress) {
        var progress = progress
        state.withLock { state in
            if state.frames > 0 { progress.frames = state.frames }
            (state.last, state.told) = (progress, .now)
        }
        tell(progress)
    }

    /// Counts a frame.
    func add() {
        let due = state.withLock { state -> Job.Progress? in
            state.frames += 1
            state.last.frames = state.frames
            if let told = state.told, .now - told < Self.interval { return nil }
            state.told = .now
            return state.last
        }
        if let due { tell(due) }
    }
}
