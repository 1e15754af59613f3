/// Small JPEGs for lists and grids.
public enum Thumbnail {
    /// A JPEG whose longer side is `longSide` pixels, or less where the picture is smaller.
    public static func jpeg(
        of bytes: UnsafeRawBufferPointer, longSide: Int, quality: Int = 85,
        options: DecodingOptions = DecodingOptions()
    ) throws(PictureError) -> [UInt8] {
        let picture = try PictureDecoder.decode(bytes, options: options) { full in
            let size = full.limited(toLongSide: longSide)
            return PixelSize(width: 2 * size.width, height: 2 * size.height)
        }
        let size = picture.info.size.limited(toLongSide: longSide)
        let pixels = picture.pixels.resized(
            width: size.width, height: size.height, interpolation: .bicubic, box: picture.contentBox)
        do {
            return try JPEGEncoder.encode(pixels, quality: quality)
        } catch {
            throw .tooMuchMemory(.jpeg)
        }
    }

    /// The same for an array of bytes.
    public static func jpeg(
        of bytes: [UInt8], longSide: Int, quality: Int = 85, options: DecodingOptions = DecodingOptions()
    ) throws(PictureError) -> [UInt8] {
        try bytes.withRawBytes { buffer throws(PictureError) in
            try jpeg(of: buffer, longSide: longSide, quality: quality, options: options)
        }
    }
}

extension PixelSize {
    fileprivate func limited(toLongSide longSide: Int) -> PixelSize {
        let side = max(1, longSide)
        return max(width, height) <= side ? self : fitted(into: PixelSize(width: side, height: side))
    }
}
