/// What the header of a picture says.
public struct PictureInfo: Sendable, Equatable {
    public let format: PictureFormat
    /// At full size, after orientation where that is applied.
    public let width: Int
    public let height: Int
    /// The size of the file.
    public let byteCount: Int

    public var size: PixelSize { PixelSize(width: width, height: height) }
}

public struct DecodedPicture: Sendable, Equatable {
    public let pixels: PixelBuffer
    /// Of the picture as stored; `pixels` may be smaller (see `DecodingOptions.sufficientSize`).
    public let info: PictureInfo
    /// Decoded pixels per stored pixel, along each side: 1 at full size. The last column or row of `pixels` may
    /// be only partly covered: the picture is the top left `info.size * scale` of it.
    public let horizontalScale: Double
    public let verticalScale: Double
    public let warnings: [PictureWarning]

    /// The part of `pixels` that the picture covers.
    public var contentBox: PixelBox {
        PixelBox(
            left: 0, top: 0,
            right: min(Double(pixels.width), Double(info.width) * horizontalScale),
            bottom: min(Double(pixels.height), Double(info.height) * verticalScale))
    }
}
