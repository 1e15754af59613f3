/// What a video may cost.
public struct VideoLimits: Sendable, Equatable {
    /// Width times height of a frame; checked before anything is decoded.
    public var maximumPixels: Int
    /// Threads of the decoder.
    public var threads: Int

    /// By default, frames of 8K at most, on two threads.
    public init(maximumPixels: Int = 40_000_000, threads: Int = 2) {
        self.maximumPixels = maximumPixels
        self.threads = threads
    }
}

/// What a video's header says.
public struct VideoInfo: Sendable, Equatable {
    /// The container, as FFmpeg calls it: `mov` (also MP4), `matroska` (also WebM), `avi`, `mpeg`, `mpegts`, `ogg`, `asf`
    /// (also WMV), `flv` or `gif`.
    public let container: String
    /// The codec, as FFmpeg calls it, such as `h264`.
    public let codec: String
    /// Seconds; nil where unknown.
    public let duration: Double?
    /// Frames a second, on average; nil where unknown.
    public let rate: Double?

    /// The MIME type, as browsers expect it.
    public var mediaType: String {
        switch container {
        case "mov": "video/mp4"
        case "matroska": ["vp8", "vp9", "av1"].contains(codec) ? "video/webm" : "video/x-matroska"
        case "avi": "video/x-msvideo"
        case "mpeg": "video/mpeg"
        case "mpegts": "video/mp2t"
        case "ogg": "video/ogg"
        case "asf": "video/x-ms-wmv"
        case "flv": "video/x-flv"
        case "gif": "image/gif"
        default: "application/octet-stream"
        }
    }
}
