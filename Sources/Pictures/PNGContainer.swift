internal import CLookalikeColour

/// The chunks of a PNG file.
enum PNGContainer {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

    /// Reads the header, and rewrites the file to the chunks that make the picture: compressed profiles and texts
    /// (of which a few kilobytes can unpack to gigabytes) and the later frames of an animation are left out.
    static func inspect(_ bytes: ByteView) throws(PictureError) -> Container {
        guard bytes.has("IHDR", at: 12), let width = bytes.uint32(at: 16, .big),
            let height = bytes.uint32(at: 20, .big), let depth = bytes.byte(at: 24),
            let colourType = bytes.byte(at: 25), let interlace = bytes.byte(at: 28)
        else { throw .damaged(.png, detail: "its header can't be read") }

        var container = Container(
            size: PixelSize(width: width, height: height), workingBytes: 1 << 20, isHeldWhole: interlace != 0)
        container.isInterlaced = interlace != 0
        if interlace != 0 {
            // The whole picture, and libvips' copy of it.
            let channels = [0: 2, 2: 4, 3: 4, 4: 2][Int(colourType)] ?? 4
            container.workingBytes = clampedProduct(width, height, channels, depth == 16 ? 2 : 1, 2)
        }
        let (rewritten, others) = pictureChunks(of: bytes)
        container.rewritten = rewritten
        if let exif = others["eXIf"] { container.orientation = EXIF.orientation(in: exif) }
        container.colours = colours(others)
        return container
    }

    /// By the standard's order: code points, then a profile, then the word that it is sRGB.
    private static func colours(_ chunks: [String: ByteView]) -> ColourSource? {
        if let points = chunks["cICP"], let primaries = points.byte(at: 0), let transfer = points.byte(at: 1)
        {
            return ColourSource(primaries: Int(primaries), transfer: Int(transfer))
        }
        return chunks["iCCP"].flatMap(profile).flatMap(ColourSource.init(profile:))
    }

    /// A name, a zero, the method 0, a zlib stream.
    private static func profile(in chunk: ByteView) -> [UInt8]? {
        guard let nameEnd = chunk.prefix(80).firstIndex(of: 0), chunk.byte(at: nameEnd + 1) == 0 else {
            return nil
        }
        let packed = chunk.suffix(from: nameEnd + 2)
        // deflate packs a thousand to one at best.
        let capacity = min(ICCProfile.maximumBytes, 1100 * packed.count)
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            // Sound: so many bytes as it returns are written, and none beyond the capacity.
            count = ccolour_inflate(packed.start, packed.count, buffer.baseAddress, capacity)
        }
    }

    /// The chunks that make the picture as a file, and the first of each of those that tell about it.
    private static func pictureChunks(of bytes: ByteView) -> (file: [UInt8], others: [String: ByteView]) {
        var file = signature
        file.reserveCapacity(bytes.count + end.count)
        var others: [String: ByteView] = [:]
        var position = signature.count
        while let length = bytes.uint32(at: position, .big),
            let type = bytes.string(at: position + 4, count: 4)
        {
            // A chunk cut short is passed on as it is: whether enough of it is there is for libpng to say.
            let whole = bytes.slice(position, count: length + 12)
            if ["IHDR", "PLTE", "tRNS", "IDAT"].contains(type) {
                file += (whole ?? bytes.suffix(from: position)).raw
            } else if ["eXIf", "iCCP", "cICP"].contains(type), others[type] == nil {
                others[type] = bytes.slice(position + 8, count: length)
            }
            if whole == nil { return (file, others) }
            if type == "IEND" { break }
            position += length + 12
        }
        return (file + end, others)
    }
}
