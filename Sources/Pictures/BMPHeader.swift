/// The headers of a Windows or OS/2 bitmap.
struct BMPHeader {
    enum Compression: Int {
        case none = 0
        case runs8 = 1
        case runs4 = 2
        case bitfields = 3
        case alphaBitfields = 6
    }

    let size: PixelSize
    let bitsPerPixel: Int
    let compression: Compression
    let isTopDown: Bool
    /// Where the pixels begin in the file.
    let pixelOffset: Int
    let palette: [BMPColour]
    /// Which bits hold red, green, blue and alpha, in 16- and 32-bit pixels.
    let masks: [BMPChannelMask]
    /// An ICC profile inside the file (version 5 only).
    let profile: [UInt8]?

    init(_ bytes: ByteView) throws(PictureError) {
        guard let pixelOffset = bytes.uint32(at: 10, .little), let headerSize = bytes.uint32(at: 14, .little)
        else {
            throw .damaged(.bmp, detail: "its header can't be read")
        }
        let isCore = headerSize == 12  // OS/2 1.x: 16-bit sides
        let sides = isCore ? Self.coreSides(bytes) : Self.sides(bytes)
        guard let (width, height) = sides, let bits = bytes.uint16(at: isCore ? 24 : 28, .little) else {
            throw .damaged(.bmp, detail: "its header can't be read")
        }
        let code = headerSize >= 40 ? bytes.uint32(at: 30, .little) ?? 0 : 0
        guard let compression = Compression(rawValue: code), Self.isReadable(bits, compression) else {
            throw .unsupportedVariant(
                .bmp, detail: "a rare kind of coding (\(bits) bits, compression \(code))")
        }
        size = PixelSize(width: width, height: abs(height))
        isTopDown = height < 0
        bitsPerPixel = bits
        self.compression = compression
        masks = try Self.masks(bytes, headerSize: headerSize, bits: bits, compression: compression)
        profile = Self.profile(bytes, headerSize: headerSize)
        // With the oldest full header the masks stand between it and the palette.
        let masksAfter = headerSize == 40 ? [.bitfields: 12, .alphaBitfields: 16][compression] ?? 0 : 0
        let paletteOffset = 14 + headerSize + masksAfter
        palette = Self.palette(bytes, at: paletteOffset, headerSize: headerSize, bits: bits)
        // Some writers leave the offset out, or forget that the palette comes first.
        let isMissing = pixelOffset == 0 || (bits <= 8 && pixelOffset == 14 + headerSize)
        let paletteBytes = palette.count * (isCore ? 3 : 4)
        self.pixelOffset = isMissing ? paletteOffset + paletteBytes : pixelOffset
    }

    private static func coreSides(_ bytes: ByteView) -> (Int, Int)? {
        guard let width = bytes.uint16(at: 18, .little), let height = bytes.uint16(at: 20, .little) else {
            return nil
        }
        return (width, height)
    }

    private static func sides(_ bytes: ByteView) -> (Int, Int)? {
        guard let width = bytes.int32(at: 18, .little), let height = bytes.int32(at: 22, .little), width > 0
        else { return nil }
        return (width, height)
    }

    private static func isReadable(_ bits: Int, _ compression: Compression) -> Bool {
        switch compression {
        case .none: [1, 2, 4, 8, 16, 24, 32].contains(bits)
        case .runs8: bits == 8
        case .runs4: bits == 4
        case .bitfields, .alphaBitfields: [16, 24, 32].contains(bits)
        }
    }

    private static func masks(
        _ bytes: ByteView, headerSize: Int, bits: Int, compression: Compression
    ) throws(PictureError) -> [BMPChannelMask] {
        guard compression == .bitfields || compression == .alphaBitfields else {
            let implied = bits == 16 ? [0x7C00, 0x03E0, 0x001F] : [0xFF0000, 0xFF00, 0xFF]
            return implied.map(BMPChannelMask.init)
        }
        // The same place for all headers: the later ones only took the masks in.
        let hasAlpha = compression == .alphaBitfields || headerSize >= 56
        let values = (0..<(hasAlpha ? 4 : 3)).compactMap { bytes.uint32(at: 54 + 4 * $0, .little) }
        guard values.count >= 3 else { throw .damaged(.bmp, detail: "its header can't be read") }
        // Pillow takes masks that are all empty for the usual ones.
        if values.allSatisfy({ $0 == 0 }) {
            return [0xFF0000, 0xFF00, 0xFF, 0xFF00_0000].map(BMPChannelMask.init)
        }
        return values.enumerated().filter { $0.offset < 3 || $0.element != 0 }.map {
            BMPChannelMask($0.element)
        }
    }

    private static func profile(_ bytes: ByteView, headerSize: Int) -> [UInt8]? {
        // "MBED" as a number: embedded.
        guard headerSize >= 124, bytes.uint32(at: 70, .little) == 0x4D42_4544,
            let offset = bytes.uint32(at: 126, .little), let count = bytes.uint32(at: 130, .little)
        else { return nil }
        return bytes.slice(14 + offset, count: min(count, ICCProfile.maximumBytes + 1)).map { Array($0.raw) }
    }

    private static func palette(
        _ bytes: ByteView, at offset: Int, headerSize: Int, bits: Int
    ) -> [BMPColour] {
        guard bits <= 8 else { return [] }
        let declared = headerSize >= 40 ? bytes.uint32(at: 46, .little) ?? 0 : 0
        let count = declared == 0 ? 1 << bits : min(declared, 1 << bits)
        let entrySize = headerSize == 12 ? 3 : 4
        return (0..<count).map { index in
            let entry = offset + index * entrySize
            guard let blue = bytes.byte(at: entry), let green = bytes.byte(at: entry + 1),
                let red = bytes.byte(at: entry + 2)
            else { return .black }
            return BMPColour(red: red, green: green, blue: blue)
        }
    }
}

/// An entry of the palette.
struct BMPColour {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    static let black = BMPColour(red: 0, green: 0, blue: 0)
}

/// The bits of a pixel that hold one channel.
struct BMPChannelMask {
    private let mask: Int
    private let shift: Int
    private let maximum: Int

    init(_ mask: Int) {
        self.mask = mask
        shift = mask == 0 ? 0 : mask.trailingZeroBitCount
        maximum = mask >> shift
    }

    /// The channel on 0...255, rounded down as Pillow does; 0 where there are no bits.
    func value(of pixel: Int) -> UInt8 {
        guard maximum > 0 else { return 0 }
        return UInt8(truncatingIfNeeded: (pixel & mask) >> shift * 255 / maximum)
    }
}
