/// What a picture may cost.
public struct DecodingLimits: Sendable, Equatable {
    /// Of the file; of a camera's raw file, of its preview.
    public var maximumBytes = 16 << 20
    /// Width times height, checked before anything is decoded.
    public var maximumPixels = 100_000_000
    /// Working memory of a decoder, estimated from the header, beyond the decoded pixels themselves.
    public var maximumWorkingBytes = 768 << 20
    /// For decoding one picture. Looked at between rows: a single WebP, HEIF or AVIF frame, and an interlaced
    /// PNG, decodes in one go, bounded by its number of pixels only.
    public var timeout: Duration = .seconds(20)

    /// Of a camera's raw file, whatever ``maximumBytes`` says.
    public static let maximumRawBytes = CameraRaw.maximumBytes

    /// The defaults.
    public init() {}
}

/// What becomes of transparency.
public enum AlphaHandling: String, Sendable, Codable {
    /// Transparent parts show white.
    case overWhite = "over_white"
    /// Transparency is ignored: colours as stored.
    case drop
}

/// How a picture is decoded.
public struct DecodingOptions: Sendable, Equatable {
    /// What a picture may be at most; larger ones are refused before they are decoded.
    public var limits = DecodingLimits()
    /// Turns and mirrors the picture as its EXIF orientation says. (HEIF and AVIF say it in the container,
    /// as part of the format; theirs is always applied.)
    public var appliesOrientation = true
    /// What becomes of transparency.
    public var alpha = AlphaHandling.overWhite
    /// Converts colours to sRGB as the picture's colour profile says; otherwise its numbers are taken as sRGB, as Pillow does.
    public var convertsColours = true
    /// Of an animated WebP: which of its frames, from 0. Other pictures are their first frame or page; see
    /// ``PictureFrames``.
    public var frame = 0
    /// The least width and height (after orientation) that still serve; the decoder may then yield a smaller
    /// picture than stored, cheaper in time and memory, but none smaller than this. `nil`: full size.
    public var sufficientSize: PixelSize?

    /// At full size, within the default limits, the right way up, over white, in sRGB.
    public init() {}
}
