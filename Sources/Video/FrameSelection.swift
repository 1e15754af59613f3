/// Decides which frames of a video are kept: the first, the first of each scene, and in a long scene one every few seconds.
/// A frame that is nearly identical to the kept one before it is left out.
public struct FrameSelection: Sendable {
    /// A jump between two frames from which on a scene begins, in levels of 255; see ``FrameSketch``. A cut between two
    /// scenes is mostly above 30; motion, noise and most flashes of light are below 15.
    static let cut = 20.0
    /// The least time between two kept frames, in seconds: a strobe light is not a scene each time.
    static let leastGap = 0.5
    /// Below both, a frame is nearly identical to another one: noise of a camera and of compression stay below.
    static let nearMean = 3.0
    static let nearLargest = 24

    private let every: Double
    private var previous: (sketch: FrameSketch, jump: Double)?
    private var kept: (sketch: FrameSketch, seconds: Double)?
    /// Whether a scene began that has no frame yet.
    private var hasCut = false

    /// - Parameter every: in a long scene, a frame is kept once as many seconds have passed.
    public init(every: Double) {
        self.every = max(every, Self.leastGap)
    }

    /// Looks at the next frame.
    ///
    /// - Parameter seconds: since the beginning of the video.
    /// - Returns: whether it is kept.
    public mutating func keeps(_ sketch: FrameSketch, at seconds: Double) -> Bool {
        guard let previous, let kept else {
            (self.previous, self.kept) = ((sketch, 0), (sketch, seconds))
            return true
        }
        let difference = sketch.difference(to: previous.sketch).mean
        self.previous = (sketch, difference)
        // Where everything moves, each frame is far from the one before it: only a change of that counts.
        if min(difference, abs(difference - previous.jump)) >= Self.cut { hasCut = true }
        let gap = seconds - kept.seconds + Self.tolerance
        guard hasCut && gap >= Self.leastGap || gap >= every else { return false }
        hasCut = false
        if sketch.isNear(kept.sketch) { return false }
        self.kept = (sketch, seconds)
        return true
    }

    /// Times of frames are rounded.
    private static let tolerance = 0.001
}
