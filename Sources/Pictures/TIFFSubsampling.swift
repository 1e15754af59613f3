/// How many pixels of a YCbCr TIFF without JPEG compression share a colour (TIFF 6.0, section 21). They are stored in
/// units: the Y of each pixel, row by row, then one Cb and one Cr.
struct TIFFSubsampling: Equatable {
    /// Pixels of a unit: 1, 2 or 4 across and down.
    let columns: Int
    let rows: Int
    /// Of the picture, in pixels.
    let size: PixelSize

    /// Bytes of a unit.
    var unitBytes: Int { columns * rows + 2 }

    /// - Returns: nil where each pixel has its own colour.
    static func of(_ directory: TIFFDirectory) throws(PictureError) -> TIFFSubsampling? {
        let stated = directory.values(.chromaSubsampling, limit: 2)
        guard let factors = stated.isEmpty ? try unstated(directory) : stated else { return nil }
        guard factors.count == 2, factors.allSatisfy([1, 2, 4].contains) else {
            throw .damaged(.tiff, detail: "how its colours are subsampled makes no sense")
        }
        if factors == [1, 1] { return nil }
        guard directory.first(.planarConfiguration) != 2, directory.first(.samplesPerPixel) == 3,
            (directory.first(.predictor) ?? 1) == 1
        else {
            throw .unsupportedVariant(.tiff, detail: "subsampled colours in a rare layout; save it as RGB")
        }
        let size = PixelSize(width: directory.first(.width) ?? 0, height: directory.first(.height) ?? 0)
        let subsampling = TIFFSubsampling(columns: factors[0], rows: factors[1], size: size)
        guard directory.first(.bitsPerSample) == 8, subsampling.hasWholeUnits(directory) else {
            throw .damaged(.tiff, detail: "its subsampled colours are not in whole units")
        }
        return subsampling
    }

    /// 2 by 2 is what the standard has for a file that does not say it, but some programs write every colour then: how
    /// much is stored tells. nil: every colour.
    private static func unstated(_ directory: TIFFDirectory) throws(PictureError) -> [Int]? {
        guard (directory.first(.compression) ?? 1) == 1 else {
            throw .unsupportedVariant(
                .tiff, detail: "colours of which it does not say whether they are subsampled; save it as RGB")
        }
        if directory.first(.planarConfiguration) == 2 { return nil }
        let stored = directory.first(.stripByteCounts) ?? directory.first(.tileByteCounts)
        let width = directory.first(.tileWidth) ?? directory.first(.width) ?? 0
        let height = directory.first(.height) ?? 0
        let rows = directory.first(.tileHeight) ?? min(directory.first(.rowsPerStrip) ?? height, height)
        return stored == clampedProduct(width, rows, 3) ? nil : [2, 2]
    }

    /// No strip but the last, and no tile, ends within a unit.
    private func hasWholeUnits(_ directory: TIFFDirectory) -> Bool {
        if let width = directory.first(.tileWidth), let height = directory.first(.tileHeight) {
            return width % columns == 0 && height % rows == 0
        }
        let strip = directory.first(.rowsPerStrip) ?? size.height
        return strip >= size.height || strip % rows == 0
    }

    /// Bytes of a row of units that has so many pixels.
    func bytes(ofPixels width: Int) -> Int {
        let units = width / columns + (width % columns == 0 ? 0 : 1)
        return clampedProduct(units, unitBytes)
    }

    /// Rows of units that have so many rows of pixels.
    func unitRows(ofRows height: Int) -> Int { height / rows + (height % rows == 0 ? 0 : 1) }
}
