internal import CLookalikeFFmpeg
internal import Foundation
public import LookalikePictures
internal import Synchronization

/// Reads the frames of a video file, one after the other, with FFmpeg's libraries. Nothing but the file itself is opened,
/// whatever it refers to.
///
/// Calls block, and take turns; ``stop()`` may be called at any time.
///
/// `@unchecked Sendable` is sound: the C video is used inside the mutex only, except by `cffmpeg_stop`, which any thread may
/// call; both live as long as this object.
public final class VideoReader: @unchecked Sendable {
    /// A frame that was decoded.
    public struct Frame: Sendable, Equatable {
        /// Since the beginning of the video, in whole milliseconds; never less than that of the frame before, and 10,000,000
        /// at most.
        public let seconds: Double
        /// As it is shown: turned, with square pixels.
        public let size: PixelSize
    }

    /// What the header says.
    public let info: VideoInfo
    private let video: OpaquePointer
    private let descriptor: Int32
    private let last: Mutex<cffmpeg_frame?>

    /// Opens a file and reads its header.
    ///
    /// - Throws: ``VideoError``.
    public init(_ path: String, limits: VideoLimits = VideoLimits()) throws(VideoError) {
        // Does not wait, in case it is a pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(detail: String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable(detail: "it is not a file")
        }
        var video: OpaquePointer?
        var facts = cffmpeg_info()
        let bounds = cffmpeg_limits(
            maximum_pixels: Int64(limits.maximumPixels), threads: Int32(clamping: max(1, limits.threads)))
        let opened = cffmpeg_open(descriptor, bounds, &video, &facts)
        let info = VideoInfo(facts)
        guard opened == CFFMPEG_OK, let video else {
            close(descriptor)
            throw VideoError(opened, codec: info.codec, limits)
        }
        (self.video, self.descriptor, self.info, self.limits) = (video, descriptor, info, limits)
        last = Mutex(nil)
    }

    private let limits: VideoLimits

    deinit {
        cffmpeg_close(video)
        close(descriptor)
    }

    /// Whether the file could not be read to its end: what was decoded is a part of it.
    public var isCut: Bool { last.withLock { _ in cffmpeg_is_cut(video) } }

    /// Whether the times of the file went back, as where files were joined. Frames after that have later times than the file
    /// says, which no ``seek(to:)`` finds.
    public var hasJumped: Bool { last.withLock { _ in cffmpeg_has_jumped(video) } }

    /// Ends a call that is under way, and all later ones, with ``VideoError/stopped``.
    public func stop() { cffmpeg_stop(video) }

    /// Decodes the next frame; nil at the end. Packets that can't be decoded are passed over.
    ///
    /// - Throws: ``VideoError/damaged`` if no frame at all could be decoded.
    public func next() throws(VideoError) -> Frame? {
        let (status, frame) = last.withLock { last in
            var frame = cffmpeg_frame()
            let status = cffmpeg_next(video, &frame)
            last = status == CFFMPEG_OK ? frame : nil
            return (status, frame)
        }
        if status == CFFMPEG_END { return nil }
        try check(status)
        return Frame(
            seconds: (frame.seconds * 1_000).rounded() / 1_000,
            size: PixelSize(width: Int(frame.width), height: Int(frame.height)))
    }

    /// Goes to a key frame at or before a time, if the file lets find one; the next frames begin there.
    public func seek(to seconds: Double) throws(VideoError) {
        try check(
            last.withLock { last in
                last = nil
                return cffmpeg_seek(video, seconds)
            })
    }

    /// A coarse copy of the last frame.
    public func sketch() throws(VideoError) -> FrameSketch {
        var cells = [UInt8](repeating: 0, count: FrameSketch.count)
        // Sound: the array has as many bytes as a sketch.
        let status = last.withLock { _ in cffmpeg_sketch(video, &cells) }
        try check(status)
        return FrameSketch(cells: cells)
    }

    /// The last frame, in sRGB.
    ///
    /// - Parameter longSide: pixels of its longer side at most.
    public func pixels(longSide: Int = .max) throws(VideoError) -> PixelBuffer {
        let (status, pixels) = last.withLock { last -> (cffmpeg_status, PixelBuffer?) in
            guard let frame = last else { return (CFFMPEG_DAMAGED, nil) }
            return Self.pixels(video, frame, longSide: longSide)
        }
        try check(status)
        guard let pixels else { throw .damaged }
        return pixels
    }

    private static func pixels(
        _ video: OpaquePointer, _ frame: cffmpeg_frame, longSide: Int
    ) -> (cffmpeg_status, PixelBuffer?) {
        let scale = min(1, Double(longSide) / Double(max(frame.width, frame.height)))
        let width = max(1, Int((Double(frame.width) * scale).rounded()))
        let height = max(1, Int((Double(frame.height) * scale).rounded()))
        let count = 3 * width * height
        let (w, h) = (Int32(width), Int32(height))
        // Sound, both times: the array has as many samples as the frame in this size.
        if frame.is_wide {
            var samples = [UInt16](repeating: 0, count: count)
            let status = cffmpeg_rgb16(video, w, h, &samples)
            guard status == CFFMPEG_OK else { return (status, nil) }
            return (
                status,
                PixelBuffer(
                    width: width, height: height, wideSamples: samples, primaries: Int(frame.primaries),
                    transfer: Int(frame.transfer))
            )
        }
        var bytes = [UInt8](repeating: 0, count: count)
        let status = cffmpeg_rgb8(video, w, h, &bytes)
        return (status, status == CFFMPEG_OK ? PixelBuffer(width: width, height: height, bytes: bytes) : nil)
    }

    private func check(_ status: cffmpeg_status) throws(VideoError) {
        if status != CFFMPEG_OK { throw VideoError(status, codec: info.codec, limits) }
    }
}

extension VideoError {
    init(_ status: cffmpeg_status, codec: String, _ limits: VideoLimits) {
        switch status {
        case CFFMPEG_STOPPED: self = .stopped
        case CFFMPEG_UNREADABLE: self = .unreadable(detail: "the file can't be read to its end")
        case CFFMPEG_NO_VIDEO: self = .noVideo
        case CFFMPEG_UNKNOWN_CODEC: self = .unsupportedCodec(codec)
        case CFFMPEG_TOO_MANY_PIXELS: self = .tooManyPixels(limit: limits.maximumPixels)
        case CFFMPEG_OUT_OF_MEMORY: self = .outOfMemory
        default: self = .damaged
        }
    }
}

extension VideoInfo {
    init(_ facts: cffmpeg_info) {
        self.init(
            container: Self.text(facts.container), codec: Self.text(facts.codec),
            duration: facts.duration > 0 ? facts.duration : nil, rate: facts.rate > 0 ? facts.rate : nil)
    }

    /// The text in a fixed array of C.
    private static func text<Tuple>(_ tuple: Tuple) -> String {
        withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
