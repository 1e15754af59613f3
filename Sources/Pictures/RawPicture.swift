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

/// What still suffices of a picture whose full size (after orientation) is now known; `nil`: the full size.
typealias SufficientSize = (PixelSize) -> PixelSize?

/// How many columns and rows of a stored picture are averaged into one.
struct BoxFactors {
    /// 4096 squared times 255 still fits the 32-bit sums.
    private static let largest = 4096

    let columns: Int
    let rows: Int

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// Pictures of up to four megapixels are left alone, unless they are very long: averaging saves memory,
    /// not time.
    init(storedSize: PixelSize, orientation: Orientation, sufficientSize: SufficientSize) {
        guard storedSize.area > 4_000_000, let needed = sufficientSize(orientation.applied(to: storedSize))
        else {
            (columns, rows) = (1, 1)
            return
        }
        let stored = orientation.undone(from: needed)
        columns = min(Self.largest, max(1, storedSize.width / max(1, stored.width)))
        rows = min(Self.largest, max(1, storedSize.height / max(1, stored.height)))
    }
}

extension DecodingLimits {
    func check(byteCount: Int) throws(PictureError) {
        guard byteCount <= maximumBytes else { throw .tooManyBytes(actual: byteCount, limit: maximumBytes) }
    }

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
