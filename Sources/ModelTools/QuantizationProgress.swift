public import LookalikeEngine
internal import Synchronization

/// How far the making of an 8-bit model is: it embeds images several times over.
public struct QuantizationProgress: Sendable {
    /// What is done to the images at the moment, such as "calibrated".
    public let verb: String
    /// Of the present pass through the images.
    public let pass: Job.Progress
    /// Of all passes.
    public let overall: Job.Progress
}

/// Adds up the passes.
final class QuantizationMeter: Sendable {
    private let total: Int
    private let before = Mutex(0)
    private let report: @Sendable (QuantizationProgress) -> Void

    /// - Parameter total: images of all passes.
    init(total: Int, report: @escaping @Sendable (QuantizationProgress) -> Void) {
        self.total = total
        self.report = report
    }

    /// What reports a pass.
    func pass(_ verb: String) -> @Sendable (Job.Progress) -> Void {
        let before = before.withLock { $0 }
        let (report, total) = (report, total)
        return { pass in
            let overall = Job.Progress(done: before + pass.done, total: total, rate: pass.rate)
            report(QuantizationProgress(verb: verb, pass: pass, overall: overall))
        }
    }

    /// A pass is over, or is not needed.
    func passed(_ images: Int) { before.withLock { $0 += images } }
}
