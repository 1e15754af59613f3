internal import Foundation
public import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeVideo
internal import LookalikeWorkThreads

extension FramePicture {
    /// The picture of a stored frame, as it was embedded. Blocks.
    ///
    /// - Parameter path: of its file.
    static func bytes(
        _ frame: ImageFrame, of path: String, limits: DecodingLimits
    ) throws -> [UInt8] {
        switch frame.kind {
        case .video:
            let longSide = longSide(within: limits)
            let kept = try VideoSource.frame(frame, of: path, longSide: longSide, limits: limits)
            return BMPEncoder.encode(kept.pixels)
        case .page, .animation:
            let pixels = try PageSource.frame(
                Int(frame.position), of: path, longSide: longSide(within: limits), limits: limits)
            return BMPEncoder.encode(pixels)
        }
    }

    /// The picture of a stored frame for people, in its full size up to 4,096 pixels a side. Blocks.
    static func jpeg(
        _ frame: ImageFrame, of path: String, limits: DecodingLimits, _ reading: FrameReading
    ) throws -> [UInt8] {
        let pixels: PixelBuffer
        switch frame.kind {
        case .video:
            pixels = try VideoSource.frame(frame, of: path, longSide: 4_096, limits: limits, reading).pixels
        case .page, .animation:
            pixels = try PageSource.frame(
                Int(frame.position), of: path, longSide: 4_096, limits: limits, reading)
        }
        return try JPEGEncoder.encode(pixels, quality: 90)
    }
}

extension OpenCollection {
    /// What an image was embedded from: the bytes of its file or upload, or the picture of its frame. Nil if its file is gone,
    /// was changed or can't be read. Blocks.
    func embeddedBytes(of image: ImageRecord, limits: DecodingLimits) -> [UInt8]? {
        // For who asks, a file that is gone or has changed since is the next sync's business.
        guard let path = try? contentPath(of: image) else { return nil }
        if let frame = image.frame {
            guard FileDigest.matches(path, image) else { return nil }
            return try? FramePicture.bytes(frame, of: path, limits: limits)
        }
        guard
            let content = try? FileContent.read(path, limit: max(limits.maximumBytes, image.bytes)),
            contentHash(content.bytes) == image.contentHash
        else { return nil }
        return content.bytes
    }
}

extension ImageRecord {
    /// The MIME type of what ``Engine/content(of:in:)`` gives: the frames of a video are JPEGs.
    public var contentType: String { frame == nil ? mediaType : "image/jpeg" }
}

extension Engine {
    /// The frames of a stored frame's file, in their order; the image alone if it is no frame.
    ///
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    public func framesOfFile(of image: ImageRecord, in collection: OpenCollection) async throws
        -> [ImageRecord]
    {
        guard let file = image.frameFile else { return [image] }
        return try await catalogue.images(ofFile: file.path, root: file.root, in: collection.recordID)
            .filter { $0.frame != nil }
            .sorted { ($0.frame?.position ?? 0, $0.recordID) < ($1.frame?.position ?? 0, $1.recordID) }
    }

    /// Changes which files a collection takes several images of. The next syncs follow: new and changed files at once, and
    /// videos whose frames were taken at another distance; other files once they are read anew (``SyncOptions/full``).
    ///
    /// - Throws: ``EngineError/invalidFrames(_:)``.
    public func setFrames(_ frames: FrameOptions, of collection: OpenCollection) async throws {
        try checkWritable()
        try Self.check(frames)
        try await collection.current.configure { $0.frames = frames }
    }

    /// Whether a file's name says that it is a video.
    public static func isVideo(named name: String) -> Bool { FileNameKind(name) == .video }

    static func check(_ frames: FrameOptions) throws(EngineError) {
        guard FrameOptions.everyRange.contains(frames.every) else {
            throw .invalidFrames(
                "Frames of a video are \(FrameOptions.everyRange.lowerBound) to \(Int(FrameOptions.everyRange.upperBound)) seconds apart, not \(frames.every)."
            )
        }
    }
}
