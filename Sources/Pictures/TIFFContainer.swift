/// The first directory of a TIFF file, as far as it decides what decoding costs.
enum TIFFContainer {
    /// The compressions that are read. Left out: the old kind of JPEG (which libvips misreads), LZMA (its dictionary, of any size, is allocated as the file
    /// says), JBIG, JPEG 2000, LERC and the rest that Debian's libtiff knows but hardly any picture uses.
    private static let compressions: Set<Int> = [
        1, 2, 3, 4,  // none, and the fax codes
        5, 7, 8,  // LZW, JPEG, Deflate
        32773, 32946, 50000, 50001,  // PackBits, Deflate again, Zstandard, WebP
    ]

    /// Of pictures and tiles; those of a BigTIFF may be said to be any number of 64 bits.
    private static let longestSide = Int(UInt32.max)

    /// libvips' time for a row of tiles grows with the square of their number, and no timeout is looked at meanwhile.
    private static let maximumTilesAcross = 4096

    static func inspect(_ bytes: ByteView) throws(PictureError) -> Container {
        guard let directory = TIFFDirectory(first: bytes), let width = directory.first(.width),
            let height = directory.first(.height)
        else { throw .damaged(.tiff, detail: "its header can't be read") }
        let tileSides = [directory.first(.tileWidth), directory.first(.tileHeight)].compactMap(\.self)
        guard ([width, height] + tileSides).allSatisfy({ $0 <= longestSide }) else {
            throw .damaged(.tiff, detail: "its sides are too long")
        }
        try checkVariant(directory)
        let samples = try TIFFSamples(directory)
        var rewriting = TIFFRewriting(bytes, directory)
        rewriting.makeFirstPageTheLast()
        try rewriting.prepare(samples)
        let orientation = directory.first(.orientation).flatMap(Orientation.init) ?? .upright
        return Container(
            size: PixelSize(width: width, height: height),
            orientation: orientation,
            workingBytes: workingBytes(directory, width: width, height: height),
            isHeldWhole: false,
            colours: directory.data(.profile).flatMap {
                ColourSource(profile: Array($0.prefix(ICCProfile.maximumBytes + 1)))
            },
            samples: samples,
            planes: rewriting.planes,
            rewritten: rewriting.bytes)
    }

    private static func checkVariant(_ directory: TIFFDirectory) throws(PictureError) {
        let compression = directory.first(.compression) ?? 1
        guard compressions.contains(compression) else {
            throw .unsupportedVariant(.tiff, detail: "a rare compression (number \(compression))")
        }
        if let width = directory.first(.width), let tileWidth = directory.first(.tileWidth), tileWidth > 0,
            width / tileWidth > maximumTilesAcross
        {
            throw .unsupportedVariant(.tiff, detail: "very many tiles side by side")
        }
        let bits = directory.first(.bitsPerSample) ?? 1
        guard [1, 2, 4, 8, 16, 32, 64].contains(bits) else {
            throw .unsupportedVariant(.tiff, detail: "\(bits) bits a sample")
        }
    }

    /// Whole strips, or whole rows of tiles, are in memory at once, twice. No side is beyond `longestSide`.
    private static func workingBytes(_ directory: TIFFDirectory, width: Int, height: Int) -> Int {
        let samples = directory.first(.samplesPerPixel) ?? 1
        let bits = directory.values(.bitsPerSample, limit: 16).max() ?? 8
        let bytesPerPixel = clampedProduct(samples, max(4, bits)) / 8 + 1
        if let tileWidth = directory.first(.tileWidth), let tileHeight = directory.first(.tileHeight),
            tileWidth > 0
        {
            let tiles = width / tileWidth + 2
            return clampedProduct(tiles, tileWidth, tileHeight, bytesPerPixel, 2)
        }
        let rows = min(height, directory.first(.rowsPerStrip) ?? height)
        // libvips reads tall strips row by row, unless planes are apart or chroma is subsampled.
        let isRowByRow =
            rows > 128 && directory.first(.planarConfiguration) != 2 && directory.first(.photometric) != 6
        return clampedProduct(width, isRowByRow ? 1 : max(1, rows), bytesPerPixel, 2)
    }
}
