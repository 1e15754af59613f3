internal import LookalikeCatalogue
internal import LookalikeEngine

/// Which files of a collection's folders are taken beside pictures, and of which several images are taken.
public struct FrameChoice: Sendable, Equatable {
    /// Videos: a frame of each scene, and further ones in a long scene.
    public var videos = false
    /// The seconds between frames in a long scene, 0.5 to 3,600.
    public var every: Double
    /// All pages of TIFF files and all frames of animations, in place of the first one.
    public var pages = false
    /// Raw files of cameras, by the JPEG inside them.
    public var raw = false

    /// Pictures alone, each one image.
    public init() { every = FrameOptions.standardEvery }
}

/// The place of an image in a file that is several images.
public enum FramePlace: Sendable, Equatable {
    /// In a video, seconds after its beginning.
    case seconds(Double)
    /// The number of a page, from 1.
    case page(Int)
    /// The number of a frame of an animation, from 1.
    case frame(Int)
}

extension ImageCollection {
    /// Which files are taken.
    ///
    /// - Throws: ``LookalikeError``.
    public var frames: FrameChoice {
        get async throws { try await use { _, collection in FrameChoice(collection.record.frames) } }
    }

    /// Changes which files are taken. The next ``sync(_:options:progress:)`` follows: what is not taken any more is removed.
    /// Files that are known change from one image to several, or back, once they are read again (``FolderSync/readsAll``).
    ///
    /// - Throws: ``LookalikeError/invalidArgument(_:)``.
    public func setFrames(_ choice: FrameChoice) async throws {
        let options = FrameOptions(
            videos: choice.videos, every: choice.every, pages: choice.pages, raw: choice.raw)
        try await use { engine, collection in try await engine.setFrames(options, of: collection) }
    }
}

extension FrameChoice {
    init(_ options: FrameOptions) {
        self.init()
        (videos, every, pages, raw) = (options.videos, options.every, options.pages, options.raw)
    }
}

extension FramePlace {
    init(_ frame: ImageFrame) {
        self =
            switch frame.kind {
            case .video: .seconds(frame.position)
            case .page: .page(Int(frame.position))
            case .animation: .frame(Int(frame.position))
            }
    }
}
