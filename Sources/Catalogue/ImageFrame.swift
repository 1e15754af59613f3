/// Which part of its file an image is, if the file has several: a frame of a video or of an animation, or a page.
public struct ImageFrame: Sendable, Equatable {
    /// What the file has several of.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A moment of a video; its position is in seconds.
        case video
        /// A page, as of a TIFF; its position is a number.
        case page
        /// A frame of an animation, as a GIF; its position is a number.
        case animation
    }

    /// What it is.
    public var kind: Kind
    /// Seconds since the beginning of a video, in whole milliseconds; the number of a page or of a frame, from 1.
    public var position: Double
    /// The duration of a video in seconds; the number of pages or frames. Nil where it is not known.
    public var extent: Double?
    /// MD5 of the file, in hexadecimal.
    public var fileHash: String
    /// Of a frame of a video: the ``FrameOptions/every`` with which it was taken. Nil for others, and where an earlier version
    /// took it.
    public var every: Double?

    /// What ``position`` and ``extent`` may be: a third of a year.
    public static let range = 0.0...1e7

    /// A frame or a page of a file.
    public init(
        kind: Kind, position: Double, extent: Double?, fileHash: String, every: Double? = nil
    ) {
        self.kind = kind
        self.every = every
        self.position = position
        self.extent = extent
        self.fileHash = fileHash
    }
}

extension ImageFrame: Codable {
    enum CodingKeys: String, CodingKey {
        case kind, position, extent, every
        case fileHash = "file"
    }
}

/// Which files a collection takes beside pictures, and of which it takes several images.
public struct FrameOptions: Sendable, Equatable, Codable {
    /// Whether videos among the files of its roots are read.
    public var videos: Bool
    /// In a long scene of a video, a frame is taken as often, in seconds.
    public var every: Double
    /// Whether all pages of TIFF files and all frames of animated GIF and WebP files are read, not only the first.
    public var pages: Bool
    /// Whether raw files of cameras among the files of its roots are read.
    public var raw: Bool

    /// By default, videos and raw files are passed by, and files with several pages are one image.
    public init(
        videos: Bool = false, every: Double = standardEvery, pages: Bool = false, raw: Bool = false
    ) {
        self.videos = videos
        self.every = every
        self.pages = pages
        self.raw = raw
    }

    /// Members that are not there are as in ``init(videos:every:pages:raw:)``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            videos: try container.decodeIfPresent(Bool.self, forKey: .videos) ?? false,
            every: try container.decodeIfPresent(Double.self, forKey: .every) ?? Self.standardEvery,
            pages: try container.decodeIfPresent(Bool.self, forKey: .pages) ?? false,
            raw: try container.decodeIfPresent(Bool.self, forKey: .raw) ?? false)
    }

    /// The seconds between frames where nothing else is said.
    public static let standardEvery = 5.0
    /// What ``every`` may be.
    public static let everyRange = 0.5...3_600.0
}
