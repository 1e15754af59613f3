/// Why a video, or a frame of it, was not read. `description` is one plain sentence for users.
public enum VideoError: Error, Sendable, Equatable {
    /// The file can't be opened or read. `detail` is a sentence without the path.
    case unreadable(detail: String)
    /// Not a video in a container that is read here, or a file without a video in it.
    case noVideo
    /// The video's codec is not read here, or not on this machine.
    case unsupportedCodec(String)
    /// The frames have more pixels than ``VideoLimits/maximumPixels``.
    case tooManyPixels(limit: Int)
    /// No frame can be decoded.
    case damaged
    /// There is no frame at the time that was asked for.
    case noFrame(seconds: Double)
    /// There is not enough memory for a frame.
    case outOfMemory
    /// ``VideoReader/stop()`` was called.
    case stopped
}

extension VideoError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let detail): detail
        case .noVideo: "This is not a video in a supported format."
        case .unsupportedCodec(let name): "The video's codec, \(name), is not supported."
        case .tooManyPixels(let limit):
            "The video's frames have more pixels than the \(limit) that are allowed."
        case .damaged: "The video is damaged: none of its frames can be read."
        case .noFrame(let seconds): "The video has no frame at second \(seconds)."
        case .outOfMemory: "There is not enough memory to decode the video."
        case .stopped: "The video was not read to its end."
        }
    }
}
