/// What the first bytes of a file say about its kind.
enum Signature {
    /// As many bytes as are ever looked at.
    static let prefixLength = 256

    static func pictureFormat(of bytes: ByteView) -> PictureFormat? {
        if bytes.has([0xFF, 0xD8, 0xFF], at: 0) { return .jpeg }
        if bytes.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0) { return .png }
        if bytes.has("RIFF", at: 0), bytes.has("WEBP", at: 8) { return .webp }
        if bytes.has("GIF87a", at: 0) || bytes.has("GIF89a", at: 0) { return .gif }
        if isTIFF(bytes) { return .tiff }
        if bytes.has("ftyp", at: 4) { return heifFormat(of: bytes) }
        if isBMP(bytes) { return .bmp }
        return nil
    }

    private static func isTIFF(_ bytes: ByteView) -> Bool {
        let classic = bytes.has([0x49, 0x49, 0x2A, 0], at: 0) || bytes.has([0x4D, 0x4D, 0, 0x2A], at: 0)
        let big = bytes.has([0x49, 0x49, 0x2B, 0], at: 0) || bytes.has([0x4D, 0x4D, 0, 0x2B], at: 0)
        return classic || big
    }

    /// "BM" alone begins too many other files: the size of the header that follows must be a known one.
    private static func isBMP(_ bytes: ByteView) -> Bool {
        guard bytes.has("BM", at: 0), let headerSize = bytes.uint32(at: 14, .little) else { return false }
        return [12, 16, 40, 52, 56, 64, 108, 124].contains(headerSize)
    }

    private static func heifFormat(of bytes: ByteView) -> PictureFormat? {
        guard let size = bytes.uint32(at: 0, .big), size >= 16 else { return nil }
        let end = min(size, bytes.count - 3)
        var brands: [String] = []
        // The major brand at 8, the compatible ones from 16 on; 12 is a version number.
        for offset in [8] + Array(stride(from: 16, to: max(end, 16), by: 4)) {
            if let brand = bytes.string(at: offset, count: 4) { brands.append(brand) }
        }
        if brands.contains(where: ["avif", "avis"].contains) { return .avif }
        let heif = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"]
        return brands.contains(where: heif.contains) ? .heif : nil
    }

    /// The name of a well-known kind of file that is not read here.
    static func foreignKind(of bytes: ByteView) -> String? {
        let start = foreignSignatures.first { bytes.has($0.bytes, at: $0.offset) }
        if let start { return start.name }
        return markupKind(of: bytes)
    }

    private static let foreignSignatures: [(name: String, offset: Int, bytes: [UInt8])] = [
        ("PDF", 0, Array("%PDF".utf8)), ("PostScript", 0, Array("%!PS".utf8)),
        ("PostScript", 0, [0xC5, 0xD0, 0xD3, 0xC6]), ("Photoshop", 0, Array("8BPS".utf8)),
        ("JPEG XL", 0, [0xFF, 0x0A]), ("JPEG XL", 4, Array("JXL \r\n".utf8)),
        ("JPEG 2000", 4, Array("jP  \r\n".utf8)), ("JPEG 2000", 0, [0xFF, 0x4F, 0xFF, 0x51]),
        ("icon", 0, [0, 0, 1, 0]), ("cursor", 0, [0, 0, 2, 0]), ("GIMP", 0, Array("gimp xcf".utf8)),
        ("DDS", 0, Array("DDS ".utf8)), ("OpenEXR", 0, [0x76, 0x2F, 0x31, 0x01]),
        ("Radiance HDR", 0, Array("#?RADIANCE".utf8)), ("AVI video", 8, Array("AVI ".utf8)),
        ("WAVE audio", 8, Array("WAVE".utf8)), ("video", 4, Array("ftyp".utf8)),
        ("Matroska video", 0, [0x1A, 0x45, 0xDF, 0xA3]), ("MP3 audio", 0, Array("ID3".utf8)),
        ("ZIP", 0, [0x50, 0x4B, 0x03, 0x04]), ("gzip", 0, [0x1F, 0x8B]),
        ("MNG", 0, [0x8A, 0x4D, 0x4E, 0x47]),
        ("PNM", 0, Array("P1".utf8)), ("PNM", 0, Array("P2".utf8)), ("PNM", 0, Array("P3".utf8)),
        ("PNM", 0, Array("P4".utf8)), ("PNM", 0, Array("P5".utf8)), ("PNM", 0, Array("P6".utf8)),
    ]

    private static func markupKind(of bytes: ByteView) -> String? {
        let text = String(decoding: bytes.prefix(prefixLength), as: UTF8.self).lowercased()
        if text.contains("<svg") { return "SVG" }
        let body = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if body.hasPrefix("<!doctype html") || body.hasPrefix("<html") { return "HTML" }
        if body.hasPrefix("<?xml") { return "XML" }
        if body.hasPrefix("{") || body.hasPrefix("[") { return "JSON or text" }
        return nil
    }
}
