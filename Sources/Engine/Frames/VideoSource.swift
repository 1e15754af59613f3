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
    var extent: Double? { reader.info.duration }

    func next() throws -> SourceFrame? {
        guard let frame = try frames.withLock({ try $0.next() }) else { return nil }
        return SourceFrame(frame)
    }

    func stop() { reader.stop() }

    /// The frame of a stored image, as it was when it was embedded, or in its full size. Blocks.
    static func frame(
        at seconds: Double, of path: String, longSide: Int, limits: DecodingLimits
    ) throws(VideoError) -> VideoFrames.Kept {
        try VideoReader.frame(at: seconds, of: path, limits: VideoLimits(limits), longSide: longSide)
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
