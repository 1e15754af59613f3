internal import LookalikeCatalogue
internal import LookalikePictures

/// A frame or a page that was taken out of its file.
struct SourceFrame: Sendable {
    let kind: ImageFrame.Kind
    /// See ``/LookalikeCatalogue/ImageFrame/position``.
    let position: Double
    /// As it is shown; `bytes` may be of a smaller picture.
    let size: PixelSize
    /// The picture, encoded without loss.
    let bytes: [UInt8]
}

/// Gives the frames of one file, one after the other. Calls block.
protocol FrameSource: Sendable {
    /// The MIME type of the file.
    var mediaType: String { get }
    /// The duration in seconds, or the number of pages or frames; nil where it is not known.
    var extent: Double? { get }
    /// What is to be said of the file once all frames were taken, such as that it could not be read to its end.
    var mark: String? { get }

    /// The next frame; nil at the end.
    func next() throws -> SourceFrame?
    /// Ends a call that is under way with an error.
    func stop()
}

/// What frames are like before they are embedded, everywhere, so that the same frame always has the same vector.
enum FramePicture {
    /// Pixels of the longer side of what is embedded: more than any network takes.
    static let longSide = 1_280
    /// The most frames of one file. Of a video that has more, as one with a cut each second for three hours, the first ones
    /// are taken.
    static let most = 10_000

    /// The longer side of a picture whose encoded bytes stay within a limit.
    static func longSide(within limits: DecodingLimits) -> Int {
        max(64, min(longSide, Int(Double(limits.maximumBytes / 4).squareRoot())))
    }

    /// Of a frame; unlike those of files, and the same for the same frame of the same file.
    static func contentHash(_ frame: SourceFrame, of file: String) -> String {
        let place = ImageFrame(kind: frame.kind, position: frame.position, extent: nil, fileHash: file)
        return LookalikeEngine.contentHash(Array((file + FrameID.suffix(place)).utf8))
    }
}
