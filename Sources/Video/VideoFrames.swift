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
    /// - Parameters:
    ///   - path: of the video.
    ///   - seeks: false decodes all frames before it, as files need whose times went back; see ``hasJumped``.
    ///   - longSide: pixels of the frame's longer side at most.
    ///   - opened: is given each reader that is made, to be stopped from elsewhere.
    /// - Throws: ``VideoError/noFrame(seconds:)`` if there is none within half a second.
    public static func frame(
        at seconds: Double, of path: String, limits: VideoLimits = VideoLimits(), seeks: Bool = true,
        longSide: Int = .max, opened: (VideoReader) -> Void = { _ in }
    ) throws(VideoError) -> VideoFrames.Kept {
        // A container may only know roughly where a time is, and then lead behind it, or beyond the end.
        for start in seeks ? [seconds, seconds - 10] : [] where start > 0 {
            let reader = try VideoReader(path, limits: limits)
            opened(reader)
            // From the beginning, it is found in any case.
            guard (try? reader.seek(to: start)) != nil, let first = try? reader.next(),
                first.seconds <= seconds + tolerance
            else { continue }
            return try reader.frame(at: seconds, from: first, longSide: longSide)
        }
        let reader = try VideoReader(path, limits: limits)
        opened(reader)
        guard let first = try reader.next() else { throw .noFrame(seconds: seconds) }
        return try reader.frame(at: seconds, from: first, longSide: longSide)
    }

    /// Times are in whole milliseconds.
    private static let tolerance = 0.000_5

    private func frame(
        at seconds: Double, from first: Frame, longSide: Int
    ) throws(VideoError) -> VideoFrames.Kept {
        var frame = first
        while frame.seconds < seconds - Self.tolerance {
            guard let next = try next() else { throw .noFrame(seconds: seconds) }
            frame = next
        }
        guard frame.seconds <= seconds + 0.5 else { throw .noFrame(seconds: seconds) }
        return VideoFrames.Kept(
            seconds: frame.seconds, size: frame.size, pixels: try pixels(longSide: longSide))
    }
}
