/// What the header of a picture says.
public struct PictureInfo: Sendable, Equatable {
    /// As the bytes say, whatever the file's name.
    public let format: PictureFormat
    /// At full size, after orientation where that is applied.
    public let width: Int
    /// At full size, after orientation where that is applied.
    public let height: Int
    /// The size of the file.
    public let byteCount: Int

    /// Width and height together.
    public var size: PixelSize { PixelSize(width: width, height: height) }
}

/// A picture in memory, with what is known of the file that it was decoded from.
public struct DecodedPicture: Sendable, Equatable {
    /// The pixels, turned the right way up where orientation is applied.
    public let pixels: PixelBuffer
    /// Of the picture as stored; `pixels` may be smaller (see `DecodingOptions.sufficientSize`).
    public let info: PictureInfo
    /// Decoded pixels per stored pixel, along each side: 1 at full size. The last column or row of `pixels` may
    /// be only partly covered: the picture is the top left `info.size * scale` of it.
    public let horizontalScale: Double
    /// The same from top to bottom.
    public let verticalScale: Double
    /// What was wrong with the file although it could be decoded; empty for most.
    public let warnings: [PictureWarning]

    /// The part of `pixels` that the picture covers.
    public var contentBox: PixelBox {
        PixelBox(
            left: 0, top: 0,
            right: min(Double(pixels.width), Double(info.width) * horizontalScale),
            bottom: min(Double(pixels.height), Double(info.height) * verticalScale))
    }
}
