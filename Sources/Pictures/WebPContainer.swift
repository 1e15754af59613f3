/// The chunks of a WebP file.
enum WebPContainer {
    static func inspect(_ bytes: ByteView) throws(PictureError) -> Container {
        guard let size = size(of: bytes) else { throw .damaged(.webp, detail: "its header can't be read") }
        return Container(
            size: size,
            orientation: chunk("EXIF", of: bytes).map(EXIF.orientation) ?? .upright,
            // libwebp's frame and libvips' frame and canvas, four bytes a pixel each.
            workingBytes: clampedProduct(size.width, size.height, 12),
            isHeldWhole: true,
            colours: chunk("ICCP", of: bytes).flatMap { ColourSource(profile: Array($0.raw)) })
    }

    private static func size(of bytes: ByteView) -> PixelSize? {
        switch bytes.string(at: 12, count: 4) {
        case "VP8X":
            guard let width = bytes.uint24(at: 24, .little), let height = bytes.uint24(at: 27, .little)
            else { return nil }
            return PixelSize(width: width + 1, height: height + 1)
        case "VP8L":
            guard let bits = bytes.uint32(at: 21, .little) else { return nil }
            return PixelSize(width: bits & 0x3FFF + 1, height: bits >> 14 & 0x3FFF + 1)
        case "VP8 ":
            guard let width = bytes.uint16(at: 26, .little), let height = bytes.uint16(at: 28, .little)
            else { return nil }
            return PixelSize(width: width & 0x3FFF, height: height & 0x3FFF)
        default:
            return nil
        }
    }

    /// The content of the first chunk of this type.
    private static func chunk(_ wanted: String, of bytes: ByteView) -> ByteView? {
        var position = 12
        while let type = bytes.string(at: position, count: 4),
            let length = bytes.uint32(at: position + 4, .little)
        {
            if type == wanted { return bytes.slice(position + 8, count: length) }
            position += 8 + length + length % 2
        }
        return nil
    }
}
