internal import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeVideo
internal import Synchronization

/// The frames of a video that are worth keeping.
final class VideoSource: FrameSource {
    private let reader: VideoReader
    private let frames: Mutex<VideoFrames>

    /// - Throws: ``/LookalikeVideo/VideoError``.
    init(_ path: String, every: Double, limits: DecodingLimits) throws(VideoError) {
        let reader = try VideoReader(path, limits: VideoLimits(limits))
        self.reader = reader
        frames = Mutex(VideoFrames(reader, every: every, longSide: FramePicture.longSide(within: limits)))
    }

    var mediaType: String { reader.info.mediaType }
    /// Not known where the times of the file went back: its frames are not sought then.
    var extent: Double? {
        reader.hasJumped ? nil : reader.info.duration.flatMap { ImageFrame.range.contains($0) ? $0 : nil }
    }
    var mark: String? {
        reader.isCut
            ? "The video is damaged: it could not be read to its end, and the rest is left out." : nil
    }

    func next() throws -> SourceFrame? {
        guard let frame = try frames.withLock({ try $0.next() }) else { return nil }
        return SourceFrame(frame)
    }

    func stop() { reader.stop() }

    /// The frame of a stored image, as it was when it was embedded, or in its full size. Blocks.
    static func frame(
        _ frame: ImageFrame, of path: String, longSide: Int, limits: DecodingLimits,
        _ reading: FrameReading = FrameReading()
    ) throws(VideoError) -> VideoFrames.Kept {
        try VideoReader.frame(
            at: frame.position, of: path, limits: VideoLimits(limits), seeks: frame.extent != nil,
            longSide: longSide, opened: reading.follow)
    }
}

extension SourceFrame {
    init(_ frame: VideoFrames.Kept) {
        self.init(
            kind: .video, position: frame.seconds, size: frame.size, bytes: BMPEncoder.encode(frame.pixels))
    }
}

extension VideoLimits {
    init(_ limits: DecodingLimits) {
        self.init(maximumPixels: min(limits.maximumPixels, VideoLimits().maximumPixels))
    }
}
