/// Counts, and tells the rate and the time left.
public struct ProgressMeter: Sendable {
    /// Items that are done; the caller counts them.
    public var done = 0
    private let total: Int
    private let begin: ContinuousClock.Instant

    /// - Parameters:
    ///   - total: items in all.
    ///   - begin: when the first item was begun.
    public init(total: Int, begin: ContinuousClock.Instant) {
        self.total = total
        self.begin = begin
    }

    /// The rate is the mean since the beginning. The time left is nil before the first item is done.
    public func progress(at now: ContinuousClock.Instant) -> Job.Progress {
        let seconds = (now - begin).seconds
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let left = rate > 0 ? Double(total - done) / rate : nil
        return Job.Progress(done: done, total: total, rate: rate, secondsLeft: left)
    }
}

extension Duration {
    /// As a number of seconds.
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
    /// As a number of milliseconds.
    public var milliseconds: Double { seconds * 1_000 }
}
