/// What a decoder yields: the picture as it is stored, before orientation.
struct RawPicture {
    var pixels: PixelBuffer
    /// At full size.
    var storedSize: PixelSize
    var orientation = Orientation.upright
    /// Decoded pixels per stored pixel.
    var horizontalScale = 1.0
    var verticalScale = 1.0
    var warnings: [PictureWarning] = []
}

extension DecodingOptions {
    /// How many columns and rows of a stored picture may be averaged into one.
    ///
    /// Pictures of up to four megapixels are left alone: averaging saves memory, not time.
    func boxFactors(storedSize: PixelSize, orientation: Orientation) -> (columns: Int, rows: Int) {
        guard let sufficientSize, storedSize.area > 4_000_000 else { return (1, 1) }
        let needed = orientation.undone(from: sufficientSize)
        return (
            min(4096, max(1, storedSize.width / max(1, needed.width))),
            min(4096, max(1, storedSize.height / max(1, needed.height)))
        )
    }
}

extension DecodingLimits {
    func check(_ size: PixelSize, format: PictureFormat) throws(PictureError) {
        guard size.width > 0 && size.height > 0 else { throw .damaged(format, detail: "it has no pixels") }
        guard size.area <= maximumPixels else {
            throw .tooManyPixels(width: size.width, height: size.height, limit: maximumPixels)
        }
    }

    var timeoutSeconds: Double {
        Double(timeout.components.seconds) + Double(timeout.components.attoseconds) * 1e-18
    }
}
