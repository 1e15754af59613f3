public import LookalikePictures

/// The frames of a video that are worth keeping, one after the other; see ``FrameSelection``. Calls block.
///
/// ```swift
/// var frames = VideoFrames(try VideoReader("clip.mp4"), every: 5, longSide: 1280)
/// while let frame = try frames.next() { print(frame.seconds, frame.size) }
/// ```
public struct VideoFrames: Sendable {
    /// A frame that is kept.
    public struct Kept: Sendable {
        /// Since the beginning of the video, in whole milliseconds.
        public let seconds: Double
        /// As it is shown.
        public let size: PixelSize
        /// In sRGB, perhaps smaller than ``size``.
        public let pixels: PixelBuffer
    }

    /// The most frames that are decoded of one file: two days at 50 a second.
    public static let mostDecoded = 8_640_000

    private let reader: VideoReader
    private var selection: FrameSelection
    private let longSide: Int
    /// Frames that were decoded.
    public private(set) var decoded = 0

    /// - Parameters:
    ///   - every: see ``FrameSelection/init(every:)``.
    ///   - longSide: pixels of the longer side of what is given out, at most.
    public init(_ reader: VideoReader, every: Double, longSide: Int) {
        self.reader = reader
        self.longSide = longSide
        selection = FrameSelection(every: every)
    }

    /// Decodes until a frame is kept; nil at the end.
    ///
    /// - Throws: ``VideoError``.
    public mutating func next() throws(VideoError) -> Kept? {
        while decoded < Self.mostDecoded, let frame = try reader.next() {
            decoded += 1
            guard selection.keeps(try reader.sketch(), at: frame.seconds) else { continue }
            return Kept(
                seconds: frame.seconds, size: frame.size, pixels: try reader.pixels(longSide: longSide))
        }
        return nil
    }
}

extension VideoReader {
    /// Decodes the frame at a time that ``next()`` once gave.
    ///
    /// - Parameter longSide: pixels of its longer side at most.
    /// - Throws: ``VideoError/noFrame(seconds:)`` if there is none within half a second.
    public func frame(at seconds: Double, longSide: Int = .max) throws(VideoError) -> VideoFrames.Kept {
        // A container may only know roughly where a time is, and then lead behind it.
        for start in [seconds, seconds - 10, seconds - 60, 0] {
            if start < 0 { continue }
            try seek(to: start)
            guard let first = try next() else { continue }
            if first.seconds > seconds + 0.000_5, start > 0 { continue }
            var frame = first
            while frame.seconds < seconds - 0.000_5 {
                guard let next = try next() else { throw .noFrame(seconds: seconds) }
                frame = next
            }
            guard frame.seconds <= seconds + 0.5 else { throw .noFrame(seconds: seconds) }
            return VideoFrames.Kept(
                seconds: frame.seconds, size: frame.size, pixels: try pixels(longSide: longSide))
        }
        throw .noFrame(seconds: seconds)
    }
}
