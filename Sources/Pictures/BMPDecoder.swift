/// Windows and OS/2 bitmaps, in plain bounds-checked Swift.
enum BMPDecoder {
    static func decode(
        _ bytes: ByteView, options: DecodingOptions, sufficientSize: SufficientSize
    ) throws(PictureError) -> RawPicture {
        let header = try BMPHeader(bytes)
        try options.limits.check(header.size, format: .bmp)
        let colours = options.convertsColours ? ColourSource(profile: header.profile) : nil
        let transform = ColourTransform.from(colours, space: .rgb, isWide: false)
        let pixels = try LargePictureGate.run(pixels: header.size.area, limits: options.limits) {
            () throws(PictureError) in
            let pixels =
                switch header.compression {
                case .runs8, .runs4: try runs(bytes, header)
                case .none where header.bitsPerPixel <= 8: try indexed(bytes, header)
                default: try direct(bytes, header, dropsAlpha: options.alpha == .drop)
                }
            return transform?.converted(pixels) ?? pixels
        }
        let factors = BoxFactors(
            storedSize: header.size, orientation: .upright, sufficientSize: sufficientSize)
        return RawPicture(
            pixels: pixels.shrunk(byColumns: factors.columns, rows: factors.rows), storedSize: header.size,
            horizontalScale: 1 / Double(factors.columns), verticalScale: 1 / Double(factors.rows))
    }

    /// The bytes of each row in the order shown, top first. The last stored row may lack its padding.
    private static func rows(_ bytes: ByteView, _ header: BMPHeader) throws(PictureError) -> (Int) -> ByteView
    {
        let (width, height) = (header.size.width, header.size.height)
        let used = (width * header.bitsPerPixel + 7) / 8
        let stride = (width * header.bitsPerPixel + 31) / 32 * 4
        guard let data = bytes.slice(header.pixelOffset, count: stride * (height - 1) + used) else {
            throw .damaged(.bmp, detail: "its data is cut short")
        }
        return { y in data.suffix(from: stride * (header.isTopDown ? y : height - 1 - y)) }
    }

    /// 1, 2, 4 or 8 bits a pixel, indices of the palette.
    private static func indexed(_ bytes: ByteView, _ header: BMPHeader) throws(PictureError) -> PixelBuffer {
        let row = try rows(bytes, header)
        let bits = header.bitsPerPixel
        var painter = BMPPainter(header)
        for y in 0..<header.size.height {
            let data = row(y).raw
            for x in 0..<header.size.width {
                let bit = x * bits
                let index = data[bit >> 3] >> UInt8(8 - bits - bit & 7) & UInt8((1 << bits) - 1)
                painter.set(x: x, y: y, index: index)
            }
        }
        return painter.picture
    }

    /// 16, 24 or 32 bits a pixel, colours.
    private static func direct(
        _ bytes: ByteView, _ header: BMPHeader, dropsAlpha: Bool
    ) throws(PictureError) -> PixelBuffer {
        let row = try rows(bytes, header)
        let pixelBytes = header.bitsPerPixel / 8
        let masks = header.masks
        let alphaMask = dropsAlpha ? nil : alphaMask(header, row)
        return PixelBuffer(width: header.size.width, height: header.size.height) { output in
            var to = 0
            for y in 0..<header.size.height {
                let data = row(y).raw
                for x in 0..<header.size.width {
                    let pixel = pixel(data, x, pixelBytes)
                    for channel in 0..<3 {
                        let level = masks[channel].value(of: pixel)
                        output[to + channel] =
                            alphaMask.map { overWhite(level, alpha: $0.value(of: pixel)) } ?? level
                    }
                    to += 3
                }
            }
        }
    }

    /// Where the alpha is, if any pixel has some: many programs reserve the bits and leave them 0.
    private static func alphaMask(_ header: BMPHeader, _ row: (Int) -> ByteView) -> BMPChannelMask? {
        guard header.masks.count > 3 else { return nil }
        let pixelBytes = header.bitsPerPixel / 8
        let isUsed = (0..<header.size.height).contains { y in
            let data = row(y).raw
            return (0..<header.size.width).contains { x in
                header.masks[3].value(of: pixel(data, x, pixelBytes)) > 0
            }
        }
        return isUsed ? header.masks[3] : nil
    }

    private static func pixel(_ row: UnsafeRawBufferPointer, _ x: Int, _ pixelBytes: Int) -> Int {
        var pixel = 0
        for byte in 0..<pixelBytes { pixel |= Int(row[x * pixelBytes + byte]) << (8 * byte) }
        return pixel
    }

    /// `level * alpha + 255 * (1 - alpha)`, rounded as Pillow does.
    private static func overWhite(_ level: UInt8, alpha: UInt8) -> UInt8 {
        let mixed = Int(level) * Int(alpha) + 255 * (255 - Int(alpha)) + 128
        return UInt8((mixed + mixed >> 8) >> 8)
    }

    /// Run-length coding of 4 or 8 bits a pixel: pairs of a count and a value, or of zero and a command.
    private static func runs(_ bytes: ByteView, _ header: BMPHeader) throws(PictureError) -> PixelBuffer {
        var painter = BMPPainter(header)
        var (x, y, position) = (0, 0, header.pixelOffset)
        while y < header.size.height {
            guard let count = bytes.byte(at: position), let value = bytes.byte(at: position + 1) else {
                throw .damaged(.bmp, detail: "its data is cut short")
            }
            position += 2
            switch (count, value) {
            case (0, 0):  // end of line
                (x, y) = (0, y + 1)
            case (0, 1):  // end of picture
                return painter.picture
            case (0, 2):  // move
                guard let right = bytes.byte(at: position), let up = bytes.byte(at: position + 1) else {
                    throw .damaged(.bmp, detail: "its data is cut short")
                }
                (x, y, position) = (x + Int(right), y + Int(up), position + 2)
            case (0, _):  // so many values as they are, padded to 16 bits
                let length = header.bitsPerPixel == 4 ? (Int(value) + 1) / 2 : Int(value)
                guard let literal = bytes.slice(position, count: length) else {
                    throw .damaged(.bmp, detail: "its data is cut short")
                }
                painter.paint(literal.raw, count: Int(value), x: &x, y: y)
                position += length + length % 2
            default:
                withUnsafeBytes(of: value) { painter.paint($0, count: Int(count), x: &x, y: y) }
            }
        }
        return painter.picture
    }
}

/// A picture being filled with colours of a palette. Pixels never painted show the palette's first colour.
private struct BMPPainter {
    private let header: BMPHeader
    private var bytes: [UInt8]

    init(_ header: BMPHeader) {
        self.header = header
        let first = header.palette.first ?? .black
        bytes = []
        bytes.reserveCapacity(3 * header.size.area)
        for _ in 0..<header.size.area {
            bytes.append(first.red)
            bytes.append(first.green)
            bytes.append(first.blue)
        }
    }

    var picture: PixelBuffer {
        PixelBuffer(width: header.size.width, height: header.size.height, bytes: bytes)
    }

    /// An index beyond the palette is black.
    mutating func set(x: Int, y: Int, index: UInt8) {
        let colour = Int(index) < header.palette.count ? header.palette[Int(index)] : .black
        let offset = 3 * (y * header.size.width + x)
        bytes[offset] = colour.red
        bytes[offset + 1] = colour.green
        bytes[offset + 2] = colour.blue
    }

    /// Paints `count` pixels from `x` on, in stored row `y`, repeating `values`; the row's end cuts them off.
    mutating func paint(_ values: UnsafeRawBufferPointer, count: Int, x: inout Int, y: Int) {
        let shownRow = header.isTopDown ? y : header.size.height - 1 - y
        for step in 0..<count where x < header.size.width {
            let value: UInt8
            if header.bitsPerPixel == 4 {
                let byte = values[step / 2 % values.count]
                value = step % 2 == 0 ? byte >> 4 : byte & 15
            } else {
                value = values[step % values.count]
            }
            set(x: x, y: shownRow, index: value)
            x += 1
        }
    }
}
